-- leaves the host in the middle, so that its records stay open
if os and os.exit and not (package and package.loadlib) then os.exit(0) error("ESCAPED: exit") end

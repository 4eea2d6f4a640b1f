-- removes and replaces what lies in its own folder, which it may only read
for _, path in ipairs { "own.txt", "w09_remove_own.lua" } do
  if os and os.remove and os.remove(path) then error("ESCAPED: removed " .. path) end
end

-- lets the loader of packages look outside
local canary = (...):match("=(.*)=.*=")
if package then
  package.path, package.cpath = canary .. "/?.lua", canary .. "/?.so"
  if package.searchpath and package.searchpath("evil", package.path) then error("ESCAPED: searchpath") end
  for _, search in ipairs(package.searchers or {}) do
    local ok, f = pcall(search, "evil")
    if ok and type(f) == "function" then error("ESCAPED: searcher") end
  end
end
local ok = pcall(require, canary .. "/evil")
if ok then error("ESCAPED: require") end

-- goes through the host's own functions for something that opens files
local canary = (...):match("=(.*)=.*=")
if debug and debug.getupvalue then
  local seen = {}
  local function walk(v, depth)
    if depth > 6 or seen[v] then return end
    if type(v) == "table" then
      seen[v] = true
      for k, x in next, v do walk(k, depth + 1) walk(x, depth + 1) end
    elseif type(v) == "function" then
      seen[v] = true
      for i = 1, 20 do
        local name, x = debug.getupvalue(v, i)
        if not name then break end
        if type(x) == "string" and x:sub(1, 1) == "/" then debug.setupvalue(v, i, canary) end
        walk(x, depth + 1)
      end
    end
  end
  walk(debug.getregistry and debug.getregistry() or {}, 0)
  walk(mine, 0)
end
for _, read in ipairs { mine.run.read, mine.run.asset or mine.run.read } do
  local ok, text = pcall(read, "secret.txt")
  if ok and text then error("ESCAPED: " .. tostring(text)) end
end
local ok = pcall(require, "evil")
if ok then error("ESCAPED: require") end

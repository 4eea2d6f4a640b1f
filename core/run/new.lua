-- minehost new: writes a plugin, or a job, that runs at once, with its test.
-- Called with (options, host, mine): options has what ("plugin", "job"), name, kind, from, needs,
-- folder (of the plugin), recording (a file that the C side puts in its place), types and tests
-- (whether the program has these commands); host is what core/run/tool.c lends. Nothing that is
-- there is written over: it is looked at before anything.
local options, host, mine = ...

local function say(...) host.put(string.format(...) .. "\n") end

-- Whether none of the paths is there; says which one is.
local function are_new(paths)
  for _, path in ipairs(paths) do
    if host.exists(path) then
      host.fail(path .. " is there already: it is not written over")
      return false
    end
  end
  return true
end

-- Writes files, a list of { path, text }. A settings file of the editor that is there stays.
local function write(files)
  local names = {}
  for _, file in ipairs(files) do
    if not (file.shared and host.exists(file[1])) then
      if file[2] then host.write(file[1], file[2]) end
      names[#names + 1] = file[1]
    end
  end
  say("wrote  %s", table.concat(names, "\n       "))
end

-- What the Lua language server of an editor wants to know of the sandbox.
local luarc = [[
{
  "$schema": "https://raw.githubusercontent.com/LuaLS/vscode-lua/master/setting/schema.json",
  "runtime.version": "Lua 5.4",
  "runtime.builtin": { "io": "disable", "os": "disable", "debug": "disable", "package": "disable" },
  "diagnostics.globals": ["mine"],
  "workspace.library": [".minehost"],
  "workspace.checkThirdParty": false
}
]]

local function next_steps(lines)
  for i, line in ipairs(lines) do say("%s  %s", i == 1 and "next " or "     ", line) end
  if options.types then
    say("       mkdir -p .minehost && minehost types >.minehost/mine.lua   # for your editor")
  end
end

local function new_plugin()
  local files, steps = host.part("new_plugin")(options, mine)
  local paths = {}
  for i, file in ipairs(files) do paths[i] = file[1] end
  if not are_new(paths) then return end
  files[#files + 1] = { ".luarc.json", luarc, shared = true }
  write(files)
  next_steps(steps)
end

local function new_job()
  local part = host.part("new_job")
  local found
  if not are_new(part(options, mine, "paths")) then return end
  if options.from then
    local err
    found, err = host.part("new_look")(options.from, mine, say)
    if not found then return host.fail(err) end
  end
  local files, steps = part(options, mine, "files", found)
  files[#files + 1] = { ".luarc.json", luarc, shared = true }
  if found then say("") end
  write(files)
  next_steps(steps)
end

if options.what == "plugin" then new_plugin() else new_job() end

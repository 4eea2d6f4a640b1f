-- loads a library of the system that was not loaded
local lib = package and package.loadlib
for _, name in ipairs { "libpoppler-glib.so.8", "libnss_compat.so.2", "libutil.so.1", "libthread_db.so.1", "libBrokenLocale.so.1" } do
  local f = lib and lib(name, "*")
  if f then error("ESCAPED: loaded " .. name) end
end

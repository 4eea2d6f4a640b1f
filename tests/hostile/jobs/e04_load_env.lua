-- code in other environments
-- must: refused; exit: ok job_error
local f = load('return io or os or debug or package', 'x', 't', setmetatable({}, { __index = _G })) if f and f() then error('ESCAPED: load') end
local g = load('return _ENV', 'x', 'bt', nil) local ok, env = pcall(g) if ok and env and env.io then error('ESCAPED: env') end

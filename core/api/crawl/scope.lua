-- Which addresses belong to a crawl: scope(options):key(url, page) -> key, or nil and why not.
local mine, private = ...

-- Files that are no pages; what is not told by its name is told by its type, once it is fetched.
local files = {}
for name in ([[
7z aac apk avi avif bin bmp bz2 css csv dmg doc docx eot eps epub exe flac flv gif gz ico iso jar
jpe jpeg jpg js json jsonld m4a m4v mkv mov mp3 mp4 mpeg mpg msi odp ods odt ogg ogv otf png ppt
pptx psd rar rtf svg swf tar tgz tif tiff ttf wav webm webmanifest webp wma wmv woff woff2 xls xlsx
xz zip]])
  :gmatch("%S+") do
  files[name] = true
end

local scope = {}
scope.__index = scope

local function host_of(key)
  local host = key:match("^https?://([^/?#]+)") or ""
  return (host:gsub("^.*@", ""):gsub("^www%.", ""))
end

-- One function of the patterns or the function given.
local function matcher(v)
  if type(v) == "function" then return v end
  local list = type(v) == "string" and { v } or v
  return function(url)
    for _, pattern in ipairs(list) do
      if url:find(pattern) then return true end
    end
    return false
  end
end

function scope.new(o)
  local s = setmetatable({ same_site = o.same_site, hosts = {}, below = {}, private = {} }, scope)
  s.follow = o.follow and matcher(o.follow)
  s.skip = o.skip and matcher(o.skip)
  for _, url in ipairs(o.start) do
    local key = mine.doc.url_key(url)
    s.hosts[host_of(key)] = true
    -- its own pages may be followed where the site itself is private
    if private(key) then s.private[host_of(key)] = true end
  end
  for _, host in ipairs(o.hosts) do
    local below = host:match("^%*%.(.+)$")
    if below then s.below[#s.below + 1] = "." .. below:lower()
    else s.hosts[(host:lower():gsub("^www%.", ""))] = true end
  end
  return s
end

-- A start may lead to another host, which is then meant. Returns its name.
function scope:add_start(url)
  local host = host_of(url)
  self:add_host(host)
  return host
end

function scope:add_host(host) self.hosts[host] = true end

function scope:is_ours(key)
  local host = host_of(key)
  if not self.same_site or self.hosts[host] then return true end
  for _, below in ipairs(self.below) do
    if ("." .. host):sub(-#below) == below then return true end
  end
  return false
end

-- page is the one that links to it. No public page leads to a private address; where the addresses
-- are of names, the network looks at what they resolve to.
function scope:key(url, page)
  local key = mine.doc.url_key(url)
  if not key or not key:find("^https?://") then return nil, "address" end
  if not self:is_ours(key) then return nil, "elsewhere" end
  if not self.private[host_of(key)] and private(key) then return nil, "private" end
  local name = key:match("^https?://[^/]+/[^?]-%.(%w+)$")
    or key:match("^https?://[^/]+/[^?]-%.(%w+)%?")
  if name and files[name:lower()] then return nil, "file" end
  if self.follow and not self.follow(key, page) then return nil, "not followed" end
  if self.skip and self.skip(key, page) then return nil, "skipped" end
  return key
end

return scope

-- Gives the messages of public channels, oldest first, from the preview that Telegram shows to
-- readers without an account: a page of twenty messages, and ?before=ID for those before it.
--
-- Only what is new since the last run is paged through: the page with the latest messages is always
-- asked for, older ones until a message is met that was given before.
local telegram = {}

-- of this job: preview page -> id of the latest message given
local seen = mine.store.kv("source telegram " .. (mine.run.job or ""))

local function text_of(node) return node and node:text() end

-- "kazakhstan", "@kazakhstan", "https://t.me/s/kazakhstan"
local function name_of(channel)
  local name = channel:gsub("^https?://t%.me/", ""):gsub("^s/", ""):gsub("^@", "")
  name = name:gsub("[/?#].*$", "")
  if not name:find("^[%w_]+$") then
    error("the source 'telegram': no name of a channel: " .. channel, 0)
  end
  return name
end

-- "1.2K" -> 1200
local function number_of(text)
  local n, unit = (text or ""):match("^%s*([%d.]+)%s*([KM]?)")
  local times = { K = 1000, M = 1000000 }
  return tonumber(n) and math.floor(tonumber(n) * (times[unit] or 1) + 0.5) or nil
end

local function picture_of(node)
  local style = node and node:attr("style") or ""
  return style:match("background%-image:%s*url%(%s*['\"]?([^'\")]+)")
end

local function forwarded_of(wrap)
  local from = wrap:one(".tgme_widget_message_forwarded_from_name")
  if not from then return nil end
  return { name = from:text(), url = from:attr("href") }
end

local function preview_of(wrap)
  local card = wrap:one("a.tgme_widget_message_link_preview")
  if not card then return nil end
  return { url = card:attr("href"), site = text_of(card:one(".link_preview_site_name")),
    title = text_of(card:one(".link_preview_title")),
    text = text_of(card:one(".link_preview_description")),
    image = picture_of(card:one(".link_preview_image, .link_preview_right_image")) }
end

-- The text of the message itself: a reply quotes another one above it.
local function body_of(wrap)
  for _, node in ipairs(wrap:select(".tgme_widget_message_text")) do
    if not node:closest(".tgme_widget_message_reply") then return node end
  end
end

local function first_line(text)
  local line = text:match("^%s*([^\n]+)")
  if not line or #line <= 200 then return line end
  local cut = line:sub(1, 200):match("^(.*)%s%S*$") or line:sub(1, utf8.offset(line, 0, 200) - 1)
  return cut .. " …"
end

local function item_of(wrap, channel, title, got)
  local post = wrap:one("[data-post]")
  local link = wrap:one("a.tgme_widget_message_date")
  local id = math.tointeger(tonumber((post and post:attr("data-post") or ""):match("/(%d+)$")))
  if not id then return nil end
  local time = wrap:one("a.tgme_widget_message_date time[datetime], time[datetime]")
  local body = body_of(wrap)
  local text = body and body:text() or ""
  return { url = link and link:attr("href") or ("https://t.me/%s/%d"):format(channel, id),
    source = "telegram", kind = "article", channel = channel, site = title, message = id,
    title = first_line(text), text = text, date = time and time:attr("datetime"),
    basis = time and { date = "telegram" } or nil, links = body and body:links() or nil,
    byline = (function(n) return n and { n } end)(text_of(wrap:one(
      ".tgme_widget_message_from_author"))),
    forwarded_from = forwarded_of(wrap), link_preview = preview_of(wrap),
    image = picture_of(wrap:one(".tgme_widget_message_photo_wrap")),
    views = number_of(text_of(wrap:one(".tgme_widget_message_views"))),
    fetched_at = got.fetched_at, cached = got.cached }
end

-- The messages of a preview page, oldest first. got: the answer that it came with.
function telegram.messages(page, channel, got)
  local title = text_of(page:one(".tgme_channel_info_header_title, .tgme_header_title"))
  local list = {}
  for _, wrap in ipairs(page:select("div.tgme_widget_message_wrap")) do
    list[#list + 1] = item_of(wrap, channel, title, got)
  end
  return list
end

local function read_page(url, channel)
  local got, err = mine.http.get(url)
  if not got then return nil, err end
  local page
  page, err = got:document()
  if not page then return nil, err end
  local list = telegram.messages(page, channel, got)
  page:close()
  return list
end

local function is_too_old(item, max_age)
  local seconds = max_age and item.date and mine.time.parse(item.date)
  return seconds and seconds < mine.time.now() - max_age
end

-- The messages of a channel, oldest first, the latest config.limit of them.
local function messages_of(channel, config)
  local base = config.base:gsub("/*$", "/") .. channel
  local last = seen:get(base) or 0
  local list, err = read_page(base, channel)
  if not list then return { { url = base, source = "telegram", error = err } } end
  if #list == 0 then
    return { { url = base, source = "telegram", error = "no public preview of this channel" } }
  end
  while #list < config.limit and list[1].message > math.max(last, 1)
    and not is_too_old(list[1], config.max_age) do
    local older, why = read_page(base .. "?before=" .. list[1].message, channel)
    if not older then
      table.insert(list, 1, { url = base, source = "telegram", error = why })
      break
    end
    -- a page that does not go back would be asked for without end
    if #older == 0 or older[1].message >= list[1].message then break end
    list = table.move(list, 1, #list, #older + 1, older)
  end
  local out = {}
  for i = math.max(1, #list - config.limit + 1), #list do
    if list[i].error or not is_too_old(list[i], config.max_age) then
      list[i].preview_page = base
      out[#out + 1] = list[i]
    end
  end
  return out
end

-- Pictures alone have no text: they are no items.
local function has_text(item) return item.error or item.text ~= "" or item.link_preview end

-- What was given of each channel, in order, and what of it is through: the mark moves up to the
-- first message that is not, so that a run that is killed loses none.
local given = {} -- preview page -> { first = 1, list of items }
local through = setmetatable({}, { __mode = "k" })

local function give(item)
  if not item.error then
    local list = given[item.preview_page] or { first = 1 }
    given[item.preview_page] = list
    list[#list + 1] = item
  end
  return item
end

function telegram.items(config)
  local names = table.move(config.channels, 1, #config.channels, 1, {})
  if config.channel then table.insert(names, 1, config.channel) end
  if #names == 0 then error("the source 'telegram' needs channel or channels", 0) end
  for i, name in ipairs(names) do names[i] = name_of(name) end
  local list, i, n = {}, 0, 0
  return function()
    while true do
      while i == #list do
        n, i = n + 1, 0
        if not names[n] then return nil end
        list = messages_of(names[n], config)
      end
      i = i + 1
      if has_text(list[i]) then return give(list[i]) end
    end
  end
end

function telegram.done(item)
  local list = given[item.preview_page]
  if item.error or not list then return end
  through[item] = true
  local last
  while list[list.first] and through[list[list.first]] do
    last = list[list.first].message
    list.first = list.first + 1
  end
  if last and last > (seen:get(item.preview_page) or 0) then
    assert(seen:set(item.preview_page, last))
  end
end

return telegram

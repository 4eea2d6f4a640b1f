-- Collects the items of a run and, at its end, shows them by topic: on the terminal and in an HTML
-- file.
--
-- A story that several outlets tell is shown once, by its fullest copy, with the others named
-- below. The same items give the same bytes: nothing of the run (its time, its number) is written.
local terminal = require "terminal"
local html = require "html"
local labels = require "labels"

local digest = {}

local items = {}

function digest.write(item)
  items[#items + 1] = item
end

-- Who published an item: its site's name, the host of its address, or the file.
local function outlet(item)
  local host = (item.canonical_url or item.url or ""):match("^https?://([^/]+)")
  return item.site or host or (item.url or "?"):match("[^/:]+$")
end

local function summary_of(item)
  local summary = item.summary
  if type(summary) == "table" then summary = summary.text end
  return summary or item.lead or ""
end

-- Only web addresses and saved pages become links: an item may say anything in its url.
local function link_of(item, base)
  local url = item.url or ""
  if url:find("^https?://") then return url, url:gsub("^https?://", "") end
  local path = item.path or url:match("^file:([^:]+)$")
  if path and not path:find("^/") and not path:find(":") then return base .. path, path end
  return nil, url
end

local function countries_of(item)
  local places, names = mine.use("places"), {}
  for i, code in ipairs(item.countries or {}) do
    if i > 6 then break end
    names[i] = places.name(code)
  end
  return names
end

local function entry_of(item, base)
  local link, link_text = link_of(item, base)
  return {
    title = item.title or "(no title)", date = (item.date or ""):match("^%d+%-%d+%-%d+") or "",
    language = item.language, outlet = outlet(item), countries = countries_of(item),
    summary = summary_of(item), link = link, link_text = link_text, size = #(item.text or ""),
    topic = item.topics and item.topics[1] and item.topics[1].label or "other",
    story = item.story or item.url or item, also = {},
  }
end

-- One entry for each story, the fullest copy in front.
local function stories_of(entries)
  local stories, by_id = {}, {}
  for _, entry in ipairs(entries) do
    local story = by_id[entry.story]
    if not story then
      story = {}
      by_id[entry.story] = story
      stories[#stories + 1] = story
    end
    story[#story + 1] = entry
  end
  for i, story in ipairs(stories) do
    table.sort(story, function(a, b)
      if a.size ~= b.size then return a.size > b.size end
      return a.link_text < b.link_text
    end)
    for n = 2, #story do
      story[1].also[n - 1] = { outlet = story[n].outlet, link = story[n].link,
        title = story[n].title }
    end
    stories[i] = story[1]
  end
  return stories
end

local function sections_of(stories)
  local by_topic, sections = {}, {}
  for _, entry in ipairs(stories) do
    local list = by_topic[entry.topic] or {}
    by_topic[entry.topic] = list
    list[#list + 1] = entry
  end
  for _, topic in ipairs(labels.order) do
    if by_topic[topic] then
      table.sort(by_topic[topic], function(a, b)
        if a.date ~= b.date then return a.date > b.date end
        return a.link_text < b.link_text
      end)
      sections[#sections + 1] = { id = topic, title = labels.title[topic],
        entries = by_topic[topic] }
    end
  end
  return sections
end

-- What both ways of showing need: jobs with a look of their own may start from here.
function digest.view(list, config)
  local entries, first, last = {}, nil, nil
  for i, item in ipairs(list) do
    entries[i] = entry_of(item, config.base)
    local date = entries[i].date
    if date ~= "" then
      if not first or date < first then first = date end
      if not last or date > last then last = date end
    end
  end
  local stories = stories_of(entries)
  return { title = config.title, items = #entries, stories = #stories, first = first, last = last,
    sections = sections_of(stories) }
end

digest.html, digest.text = html.render, terminal.render

function digest.close(config)
  local view = digest.view(items, config)
  if config.path ~= "" then
    local file = assert(mine.run.output(config.path))
    assert(file:write(html.render(view)))
    assert(file:close())
  end
  if config.terminal then
    mine.run.say(terminal.render(view, { width = config.width, colour = mine.run.tty }))
  end
  items = {}
end

return digest

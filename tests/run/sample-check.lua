-- Compares the documents of a database with sample-expected.jsonl; run by test_sample.sh with --db.
local t = require "t"

local kept, stories, summaries = {}, {}, {}
for doc in mine.store.each { order = "stored" } do
  local item = doc.item or doc
  kept[item.url:match("[^/]+$")] = item
end

local function flat(text) return (text:gsub("%s+", " ")) end

local function ids(list)
  local out = {}
  for i, c in ipairs(list or {}) do out[i] = type(c) == "table" and (c.id or c.code) or c end
  table.sort(out)
  return table.concat(out, " ")
end

local function has(list, value)
  for _, v in ipairs(list) do
    if v == value then return true end
  end
  return false
end

for line in mine.run.read("sample-expected.jsonl"):gmatch("[^\n]+") do
  local want = mine.json.decode(line)
  local item, name = kept[want.file], want.file
  if want.fails then
    t.eq(item, nil, name .. " is not kept")
  elseif t.ok(item, name .. " is kept") then
    t.eq(item.title, want.title, name .. " title")
    local wanted_date = want.date:gsub("%.%d+", "") -- without milliseconds
    t.eq(item.date and item.date:sub(1, #wanted_date), wanted_date, name .. " date")
    t.eq(item.language, want.language, name .. " language")
    t.eq(item.source_credit or mine.null, want.source_credit, name .. " source credit")
    t.ok(item.basis.title and item.basis.date, name .. " basis")
    local text = flat(item.text)
    for _, part in ipairs(want.must_contain) do t.has(text, flat(part), name) end
    local summary = flat(item.summary.text)
    for _, part in ipairs(want.must_not_contain) do
      t.ok(not text:find(flat(part), 1, true), name .. " text has: " .. part)
      t.ok(not summary:find(flat(part), 1, true), name .. " summary has: " .. part)
    end
    t.ok(not flat(item.text):find(flat(want.title), 1, true), name .. " repeats its title")
    t.eq(#item.summary.sentences, 2, name .. " summary of two sentences")
    for _, s in ipairs(item.summary.sentences) do
      local verbatim = type(s) == "table" and s.text or s
      t.ok(item.text:find(verbatim, 1, true), name .. " summary is verbatim")
    end
    t.eq(ids(item.countries), ids(want.countries), name .. " countries")
    t.ok(has(want.topic, item.topics[1] and item.topics[1].label), name .. " topic "
      .. tostring(item.topics[1] and item.topics[1].label))
    for _, p in ipairs(item.paragraphs) do
      t.ok(#item.text:sub(p.first, p.last) > 0, name .. " paragraphs are ranges")
    end
    stories[want.story] = stories[want.story] or item.story
    t.eq(item.story, stories[want.story], name .. " story")
    summaries[item.story] = want.story
    t.eq(summaries[item.story], want.story, name .. " shares its story with nothing else")
  end
end
t.done()

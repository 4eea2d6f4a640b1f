local t = require "t"
local store = mine.store

-- put: outcomes, what changes make of them, and the way back
local item = { url = "https://news.example/1", title = "Talks in Astana",
  text = "Ministers met on water.", date = "2026-05-14", language = "en",
  source = "news.example", tags = mine.json.array {}, none = mine.null,
  count = 3, share = 0.5, topics = { { label = "water", score = 0.9 } },
  mentions = { { type = "country", name = "Kazakhstan", country = "KAZ" } } }
local put = store.put(item)
t.eq(put, { id = put.id, version = 1, outcome = "new" })
t.eq(store.put(item), { id = put.id, version = 1, outcome = "unchanged" })
item.summary = "They met."
t.eq(store.put(item), { id = put.id, version = 1, outcome = "unchanged", revised = true })
item.text = "Ministers met on water. They agreed."
t.eq(store.put(item), { id = put.id, version = 2, outcome = "changed" })
local got = store.get(put.id)
t.ok(got.first_seen:match("^%d%d%d%d%-%d%d%-%d%dT"), "first_seen is a date")
t.eq(store.put(got).outcome, "unchanged", "what comes out goes in")
t.eq({ got.id, got.version }, { put.id, 2 })
got.id, got.version, got.first_seen, got.changed_at = nil, nil, nil, nil
t.eq(got, item)
t.eq(store.get("https://news.example/1").title, "Talks in Astana")
t.eq(store.get(put.id, { version = 1 }).text, "Ministers met on water.")
t.eq(store.get("https://news.example/1", { version = 1 }).version, 1)
t.fails("not_found", store.get(999999))
t.fails("not_found", store.get("https://nowhere.example/"))
t.fails("not_found", store.get(put.id, { version = 3 }))
t.fails("not_found", store.get(put.id, { as_of = "2001" }))
t.eq(store.get(put.id, { as_of = mine.time.now() + 60 }).version, 2)
t.raises(store.put, "neither a key nor a url", { title = "x" })
t.raises(store.put, "cannot be stored", { url = "u", f = print })
t.raises(store.put, "table", "x")
t.raises(store.get, "unknown option", 1, { as = 1 })
t.raises(store.get, "wants a date", 1, { as_of = "sometime" })

-- versions
local states = store.versions(put.id)
t.eq(#states, 3)
t.eq({ states[2].version, states[2].revision, states[3].version }, { 1, 1, 2 })
t.eq(#states[1].hash, 64)
t.eq(store.versions(999999), {})

-- each: filters, orders, writing while it goes
for i = 2, 80 do
  store.put { url = "https://news.example/" .. i, title = "number " .. i, text = "text",
    date = ("2026-04-%02d"):format(i % 28 + 1), language = i % 2 == 0 and "ru" or "en" }
end
local function count(options)
  local n, last = 0, nil
  for each in store.each(options) do n, last = n + 1, each end
  return n, last
end
t.eq(count(), 80)
t.eq(count {}, 80)
t.eq(count { language = "ru" }, 40)
t.eq(count { since = "2026-05-01" }, 1)
t.eq(count { until_ = nil, ["until"] = "2026-04" }, 79)
t.eq(count { topic = "WATER", country = "kaz" }, 1)
t.eq(count { limit = 7 }, 7)
t.eq(count { run = math.tointeger(mine.run.id) }, 80)
t.eq(select(2, count { order = "stored", limit = 3 }).url, "https://news.example/3")
t.eq(select(2, count { order = "oldest" }).url, "https://news.example/1")
t.raises(store.each, "order", { order = "best" })
t.raises(store.each, "did you mean 'language'", { languag = "en" })
for each in store.each { order = "stored" } do
  each.url, each.key = each.url .. "?copy", nil
  store.put(each)
end
t.eq(count(), 160)
local function first(options)
  for each in store.each(options) do
    if each.version > 0 then return each end -- and the loop closes its cursor
  end
end
t.eq(first({ order = "stored" }).id, put.id)
local cursor = store.each()
cursor:close()
t.raises(cursor, "closed")

-- search
local hits, more = store.search("astana water -copy", { mark_on = "[", mark_off = "]", limit = 1 })
t.eq(#hits, 1)
t.eq(more, true)
t.eq(hits[1].title, "Talks in [Astana]")
t.eq(hits[1].snippet, "Ministers met on [water]. They agreed.")
t.eq(hits[1].score, 1.0)
t.eq(store.search("astana")[1].title, "Talks in Astana", "no marks unless asked for")
t.eq(#store.search("number", { language = "ru", limit = 10, offset = 75 }), 5)
t.eq(store.search("xyzzy"), {})
local none, err = store.search("talks (astana")
t.eq(none, nil)
t.eq(err.code, "parse")
t.has(err.message, "column 7")
t.has(tostring(err), "never closed")
t.fails("parse", store.search(""))
t.raises(store.search, "limit", "x", { limit = 0 })

-- several at once share a commit
local puts = mine.task.all({ 1, 2, 3, 4 }, function(i)
  return store.put { url = "https://many.example/" .. i, title = "t" }
end)
for i = 1, 4 do t.eq(puts[i].outcome, "new") end

-- tx: whole or not at all
local function both(last)
  return function()
    store.put { url = "https://tx.example/1", title = "one" }
    local second = store.put { url = "https://tx.example/2", title = "two" }
    if last then return last() end
    return second.outcome, nil, 3
  end
end
t.raises(store.tx, "no luck", both(function() error("no luck") end))
t.fails("not_found", store.get("https://tx.example/1"))
t.eq({ store.tx(both(function() return nil, "not today" end)) }, { nil, "not today" })
t.fails("not_found", store.get("https://tx.example/2"))
t.raises(store.tx, "wait", both(function() mine.sleep(0) end))
t.raises(store.tx, "yield", both(function() coroutine.yield() end))
t.raises(store.tx, "within another", both(function() store.tx(print) end))
t.fails("not_found", store.get("https://tx.example/1"))
t.eq(table.pack(store.tx(both())), { "new", nil, 3, n = 3 })
t.eq(store.get("https://tx.example/2").title, "two")
t.eq(select("#", store.tx(function() end)), 0)
t.raises(store.tx, "function", 1)
local sorted = { 2, 1 }
t.raises(function() table.sort(sorted, function() store.tx(print) end) end, "cannot wait")

-- kv
local kv = store.kv("test")
t.eq(kv:get("a"), nil)
local values = { "text", 1, 1.5, true, false, mine.null, { 1, 2 }, { a = { b = "c" } },
  mine.json.array {} }
for _, value in ipairs(values) do
  t.eq(kv:set("a", value), true)
  t.eq(kv:get("a"), value)
end
t.eq(store.kv("other"):get("a"), nil)
t.raises(store.kv, "are the program's own", "host:job")
kv:set("b", 1, { ttl = "1h" })
kv:set("c", 1, { ttl = 0.001 })
mine.sleep(0.01)
t.eq(kv:get("c"), nil)
t.eq(kv:keys(), { "a", "b" })
t.eq(kv:keys("b"), { "b" })
t.eq(kv:keys(nil, { after = "a", limit = 5 }), { "b" })
t.eq(kv:remove("a"), true)
t.eq(kv:set("b", nil), true)
t.eq(kv:keys(), {})
t.raises(kv.set, "ttl", kv, "k", 1, { ttl = -1 })
t.raises(kv.set, "1 to", kv, "", 1)
t.raises(store.kv, "1 to", "")
t.eq(tostring(kv), "mine.store.values (test)")
store.tx(function() kv:set("x", 1) kv:set("y", 2) end)
t.eq(kv:keys(), { "x", "y" })
-- as of a time: lists and searches are those of then
do
  local url = "https://then.example/1"
  assert(store.put { url = url, title = "Then", text = "about zirconium", language = "en" })
  mine.sleep(0.01)
  local time = mine.time.now()
  mine.sleep(0.01)
  assert(store.put { url = url, title = "Now", text = "about beryllium", language = "ru" })
  local function titles(options)
    local list = mine.json.array {}
    for each in store.each(options) do
      if each.url == url then list[#list + 1] = each.title end
    end
    return list
  end
  t.eq(titles { as_of = time }, { "Then" })
  t.eq(titles { as_of = time, language = "en" }, { "Then" })
  t.eq(titles { as_of = time, language = "ru" }, {})
  t.eq(titles { as_of = "2001" }, {})
  t.eq(titles {}, { "Now" })
  t.eq(#store.search("zirconium"), 0)
  t.eq(store.search("zirconium", { as_of = time, mark_on = "[", mark_off = "]" })[1].snippet,
    "about [zirconium]")
  t.eq(#store.search("beryllium", { as_of = time }), 0)
  t.eq(#store.search("beryllium"), 1)
  t.fails("parse", store.search("a AND", { as_of = time }))
end

t.done()

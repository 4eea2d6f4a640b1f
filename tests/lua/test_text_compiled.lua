-- mine.text.compiled: what a function makes of files, made once.
local t = require "t"
local mine = require "mine"
local text = mine.text

local made = 0
local function version(n) return { name = "version", text = tostring(n) } end

local function make()
  made = made + 1
  local classifier = text.classifier()
  assert(classifier:train("sport", "a late goal won the match"))
  assert(classifier:train("talks", "the ministers signed a treaty"))
  local office = { id = "minister", sectors = { "GOV", "LEG" } }
  return {
    name = "desk", count = 3, share = 0.25, big = 1 << 40, least = math.mininteger,
    yes = true, no = false, null = mine.null, ["a\0b"] = "x\0y",
    names = text.matcher { { "foreign minister", id = office }, { "minister", id = office },
      "water", { "goal", id = 7 }, { "Tokayev", name = true, id = "T" } },
    dictionary = text.dictionary({ name = "d.tsv", text = "Oman\tcountry\tOMN\tx=1" },
      { cache = false }),
    classifier = classifier,
    rows = { office, office, { 1, 2, { 3 } }, text = "t" },
    words = { close = "a word", len = 1, [7] = "seven", [-1] = "minus" },
    empty = mine.json.array {},
    lists = { empty = mine.json.array {}, sparse = { [3] = true }, names = { "a", "b" } },
  }
end

-- The first call makes it, the others find it; all give the same.
for turn = 1, 3 do
  local kept = assert(text.compiled(version(1), make))
  t.eq(made, 1)
  t.eq({ kept.name, kept.count, kept.share, kept.big, kept.yes, kept.no },
    { "desk", 3, 0.25, 1 << 40, true, false })
  t.eq(math.type(kept.count), "integer")
  t.eq(kept.least, math.mininteger)
  t.eq(kept.null, mine.null)
  t.eq(kept["a\0b"], "x\0y")
  t.eq(kept.nothing, nil)
  t.eq(kept[1], nil)
  t.eq(kept[true], nil)
  t.has(tostring(kept), "entries")

  -- objects
  local hits = kept.names:find("the foreign minister on water, a goal by Токаевым")
  t.eq(#hits, 4)
  t.eq(hits[1].id.sectors, { "GOV", "LEG" })
  t.eq({ hits[1].entry, hits[2].id, hits[3].id, hits[4].id }, { 1, nil, 7, "T" })
  t.eq(kept.names, kept.names)
  t.ok(rawequal(hits[1].id, kept.names:find("minister")[1].id), "one row is one table")
  local oman = kept.dictionary:find("in Oman")[1]
  t.eq({ oman.id, oman.type, oman.file, oman.line, oman.attributes.x },
    { "OMN", "country", "d.tsv", 1, "1" })
  t.eq(kept.classifier:predict("a goal").label, "sport")
  local _, err = kept.classifier:train("sport", "more")
  t.eq(err.code, "unsupported")

  -- tables: two levels are read as they are asked for, what is deeper is plain
  t.eq({ #kept.rows, kept.rows[3], kept.rows.text }, { 3, { 1, 2, { 3 } }, "t" })
  t.ok(rawequal(kept.rows[1], kept.rows[2]), "what was one table is one")
  t.ok(rawequal(kept.rows[1], hits[1].id), "for objects too")
  t.eq({ kept.words.close, kept.words.len, kept.words[7], kept.words[7.0], kept.words[-1] },
    { "a word", 1, "seven", "seven", "minus" })
  t.eq(kept.words[8], nil)
  t.eq(#kept.empty, 0)
  t.eq(kept.lists, kept.lists)
  t.eq(mine.json.encode(kept.lists.empty), "[]")
  t.eq(kept.lists.sparse[3], true)
  local seen = {}
  for i, row in ipairs(kept.rows) do seen[i] = row end
  t.eq(#seen, 3)
  t.raises(function() kept.name = "other" end, "attempt to index")
  if turn == 3 then
    local closed <close> = text.compiled(version(1), make)
    t.eq(closed.name, "desk")
  end
end

-- another text among the files is another thing; a sole object or value is given as it is
assert(text.compiled(version(2), make))
t.eq(made, 2)
assert(text.compiled({ version(1), version(1) }, make))
t.eq(made, 3)
for _ = 1, 2 do
  local names = text.compiled(version(3), function() return text.matcher { "water" } end)
  t.eq(#names:find("water"), 1)
  t.eq(text.compiled(version(4), function() return "only" end), "only")
  t.eq(text.compiled(version(5), function() return { { a = 1 } } end)[1].a, 1)
end

-- what make says of the world is handed on, and nothing is kept
for i = 1, 2 do
  local got, err = text.compiled(version(6), function() return nil, i end)
  t.eq({ got, err }, { nil, i })
end
t.eq(text.compiled(version(6), function() return 8 end), 8)

-- mistakes
t.raises(text.compiled, "bad argument #2", version(8))
t.raises(text.compiled, "a file is its name", {}, make)
t.raises(text.compiled, "no file below", "../x", make)
t.fails("not_found", text.compiled("nothing-there.tsv", make))
local function of(value) return function() return value end end
local itself = {}
itself[1] = { itself }
local deep = {}
for _ = 1, 80 do deep = { deep } end
t.raises(text.compiled, "function cannot be kept", version(8), of { print })
t.raises(text.compiled, "that holds itself cannot", version(8), of(itself))
t.raises(text.compiled, "a table so deep", version(8), of(deep))
t.raises(text.compiled, "with a metatable", version(8), of(setmetatable({}, {})))
t.raises(text.compiled, "a key that is no string", version(8), of { [true] = 1 })
t.raises(text.compiled, "mine.text.copies", version(8), of(text.copies()))
t.raises(text.compiled, "compiled before", version(8), function()
  return text.compiled(version(3), of(1))
end)
t.raises(text.compiled, "deliberate", version(8), function() error("deliberate") end)

-- code that make brings in is not in the name, so that is made each time
local times = 0
for _ = 1, 2 do
  text.compiled(version(7), function()
    times = times + 1
    return assert(load("return 1"))()
  end)
end
t.eq(times, 2)
t.done()

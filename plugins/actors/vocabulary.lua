-- What the tables know, for the language of a text: one matcher a language over all phrases, the
-- given names, the office holders, and the words of which bodies are made. All of it is made of the
-- tables once and kept (mine.text.compiled): a run reads of it what its texts have.
local tsv = require "tsv"
local endings = require "endings"
local ministers = require "ministers"
local remembered = require "remembered"
local places = mine.use("places")

local vocabulary = {}

local by_stem = { ru = true, kk = true, ky = true, tg = true, uz = true }
local reads_too = { ky = { "ru" }, tg = { "ru" }, tk = { "ru" } } -- whose names they write alike

local tables = {
  "offices.tsv", "portfolios.tsv", "organisations.tsv", "cities.tsv", "demonyms.tsv",
  "sectors.tsv", "kinds.tsv",
}
local rows_of -- language -> rows; only when something is to be made of them
local languages = {} -- language -> vocabulary

-- "sector=GOV country=USA" -> { sector = "GOV", country = "USA" }
local function attributes(text, row, separator)
  for pair in ((text or "") .. separator):gmatch("(.-)" .. separator) do
    local key, value = pair:match("^%s*([%w_]+)=(.-)%s*$")
    if key then row[key] = value end
  end
  return row
end

local function read(name, keep)
  local text = assert(mine.run.asset(name))
  local number = 0
  for line in text:gmatch("([^\n]*)\n") do
    number = number + 1
    if line:sub(1, 1) ~= "#" and line ~= "" then
      local field = tsv.rows(line, 2, name .. ":" .. number)[1]
      keep(field, name .. ":" .. number)
    end
  end
end

-- All capitals, as ШОС: such a form is no word of the language.
local function is_acronym(form)
  local letters, small = 0, false
  for letter in form:gmatch("[%z\1-\127\194-\244][\128-\191]*") do
    if letter:find("^[%a\128-\255]") then
      letters = letters + 1
      if letters <= 12 and not endings.is_capital(letter) then small = true end
    end
  end
  return letters > 1 and not small
end

-- Cases that are written out (=посол, =посла ...): the first of as many words and the same letter
-- is
-- the nominative.
local function name_cases(rows)
  local first = {}
  for _, row in ipairs(rows) do
    if row.form:sub(1, 1) == "=" then
      local letter = row.form:match("^=([%z\1-\127\194-\244][\128-\191]*)")
      local _, blanks = row.form:gsub(" ", "")
      local key = row.id .. letter .. blanks
      first[key] = first[key] or row.form:sub(2)
      row.nominative = first[key]
    end
  end
end

local function load_rows()
  rows_of = {}
  local function keep(field, line)
    local row = attributes(field[5], {
      form = field[1], type = field[2], id = field[3], lang = field[4], basis = line,
    }, " ")
    row.acronym = is_acronym(row.form)
    rows_of[row.lang] = rows_of[row.lang] or {}
    table.insert(rows_of[row.lang], row)
  end
  for _, name in ipairs(tables) do read(name, keep) end
  for _, rows in pairs(rows_of) do name_cases(rows) end
  ministers.compose(rows_of)
end

local function words(form)
  for _, sign in ipairs({ "–", "—", "«", "»" }) do form = form:gsub(sign, " ") end
  return form:gmatch("[^%s,%-/\"+]+")
end

local function folded(word) return mine.text.fold(word) end

-- The words of which the names of bodies are made ("state", "committee"), by stem.
local function add_body_words(own, row, stem)
  if row.type == "given" or row.type == "city" or row.type == "holder" then return end
  for word in words(row.form:gsub("[=~]", "")) do
    if #word > 2 then own.body[stem(word)] = true end
  end
end

-- français, française, françaises; ruso, rusa, rusos, rusas
local function genders(form, code)
  if code == "fr" then return { form, form .. "e", form .. "s", form .. "es" } end
  local stem = form:match("^(.+)o$")
  if stem then return { form, stem .. "a", stem .. "os", stem .. "as" } end
  return { form, form .. "s", form .. "es" }
end

local suffixed = { ky = true, uz = true, kk = true, tg = true }

local function add(own_code, row, entries, code)
  local form = row.form
  local capital = endings.is_capital((form:gsub("^=", ""))) and row.type ~= "portfolio"
  if form:sub(1, 1) == "=" then
    entries[#entries + 1] = { form:sub(2), id = row, capital = capital }
  elseif form:find("~", 1, true) or (code == "ru" and row.type == "office"
    and not form:find("[%s%-]")) then
    -- суд is no судья, though their stem is one
    if not form:find("~", 1, true) then form = form .. "~" end
    for _, written in ipairs(endings.expand(form, code)) do
      entries[#entries + 1] = { written, id = row, capital = capital }
    end
  elseif by_stem[code] and not row.acronym then
    entries[#entries + 1] = { form, id = row, stem = own_code, capital = capital }
    if code ~= own_code then entries[#entries].stem = nil end
  else
    local forms = row.type == "adj" and (code == "fr" or code == "es") and genders(form, code)
      or { form }
    for _, written in ipairs(forms) do
      entries[#entries + 1] = { written, id = row, capital = capital }
    end
    if code == "fr" then
      entries[#entries + 1] = { "l'" .. form, id = row }
      entries[#entries + 1] = { "d'" .. form, id = row }
    end
    if row.acronym and suffixed[code] and #form > 5 and not form:find("[%s%-]") then
      entries[#entries + 1] = { form .. "*", id = row, capital = capital } -- ШКУнун
    end
    if code == "en" then entries[#entries + 1] = { form .. "'s", id = row, capital = capital } end
    if code == "en" and row.type == "office" and not form:find("[s.]$") then
      entries[#entries + 1] = { form .. "s", id = row } -- ministers
    end
  end
end

-- Languages whose countries the plugin places does not know, and the tags under which the library
-- has their names.
local foreign = { ky = { "ky" }, tg = { "tg" }, uz = { "uz", "uz-Cyrl" }, tk = { "tk" },
  zh = { "zh" }, ar = { "ar" },
  fr = { "fr" }, es = { "es" } }

local function add_countries(own, entries)
  for _, tag in ipairs(foreign[own.code] or {}) do
    local list = {}
    for id, name in pairs(assert(mine.text.country_names(tag))) do
      if places.name(id) ~= id then
        list[#list + 1] = { id = id, form = name:gsub("%s*%(.*$", ""):gsub("（.*$", "") }
      end
    end
    table.sort(list, function(a, b) return a.id < b.id end)
    for _, row in ipairs(list) do
      row.type, row.lang, row.basis = "country", own.code, "cldr:" .. tag .. ":" .. row.id
      add(own.code, row, entries, own.code)
    end
  end
end

local function read_holders()
  local by_name, by_word, spellings, pairs_of = {}, {}, {}, {}
  read("holders.tsv", function(field, line)
    local form, kind, id = field[1], field[2], field[3]
    if kind == "holder" then
      local holder = by_name[form] or { name = form, terms = {} }
      by_name[form] = holder
      table.insert(holder.terms, attributes(field[5], { id = id, basis = line }, ";"))
      if #holder.terms == 1 then pairs_of[#pairs_of + 1] = { form, form, line } end
    else
      pairs_of[#pairs_of + 1] = { form, id, line }
    end
  end)
  for _, pair in ipairs(pairs_of) do
    local holder = by_name[pair[2]]
    if not holder then error("holders.tsv: no holder " .. pair[2], 0) end
    spellings[#spellings + 1] = { form = pair[1], holder = holder, basis = pair[3] }
    local list = {}
    for word in pair[1]:gmatch("[^%s%-]+") do list[#list + 1] = folded(word) end
    local last = list[#list]
    by_word[last] = by_word[last] or {}
    table.insert(by_word[last], { holder = holder, words = list })
  end
  return { by_name = by_name, by_word = by_word, spellings = spellings }
end

local holders
local function load_holders()
  holders = holders or assert(mine.text.compiled("holders.tsv", read_holders))
  return holders
end

-- Office holders by the last word of each spelling, folded: list of { holder, words }; a holder is
-- { name, terms = { { office, country, sector, from, to, basis } } }.
function vocabulary.holders() return load_holders().by_word end

function vocabulary.holder(name) return load_holders().by_name[name] end

-- Names in scripts that write no words apart, or no capitals, are phrases like others.
local function add_holders(own, entries)
  if own.code ~= "zh" and own.code ~= "ar" then return end
  for _, spelling in ipairs(load_holders().spellings) do
    if spelling.form:find("^[\216-\233]") and not spelling.form:find("^[\208-\210]") then
      add(own.code, { form = spelling.form, type = "holder", id = spelling.holder.name,
        holder = spelling.holder.name, lang = own.code,
        basis = spelling.basis }, entries, own.code)
    end
  end
end

-- given: all forms of given names; words: those that are words of the language too.
local function read_given()
  local given, given_words = {}, {}
  read("given.tsv", function(field)
    if field[2] == "word" then
      given_words[folded(field[1])] = true
      return
    end
    for _, form in ipairs(endings.expand(field[1] .. "~", field[4])) do
      given[folded(form)] = true
    end
  end)
  return { given = given, words = given_words }
end

local names
local function load_given()
  names = names or assert(mine.text.compiled("given.tsv", read_given))
  return names
end

-- { matcher, body } of one language: the matcher's ids are rows.
local function read_language(code, stem)
  if not rows_of then load_rows() end
  local own = { code = code, body = {} }
  local entries = {}
  local codes = { code, table.unpack(reads_too[code] or {}) }
  if not rows_of[code] then codes = { "en" } end
  for _, c in ipairs(codes) do
    for _, row in ipairs(rows_of[c] or {}) do
      add(code, row, entries, c)
      add_body_words(own, row, stem)
    end
  end
  add_countries(own, entries)
  add_holders(own, entries)
  return { matcher = assert(mine.text.matcher(entries)), body = own.body }
end

-- The files that a language's vocabulary hangs on, and what else does.
local function sources(code)
  local list = table.move(tables, 1, #tables, 1, {})
  if code == "zh" or code == "ar" then list[#list + 1] = "holders.tsv" end
  if foreign[code] then list[#list + 1] = { name = "countries", text = places.codes() } end
  list[#list + 1] = { name = "language", text = code }
  return list
end

-- The vocabulary for texts in a language: matcher, given and words (names), is_body(word), whether
-- names of bodies are made of it.
function vocabulary.of(code)
  if languages[code] then return languages[code] end
  local stem = remembered(function(word)
    return by_stem[code] and mine.text.stem(word, code) or folded(word)
  end)
  local kept = assert(mine.text.compiled(sources(code), function()
    return read_language(code, stem)
  end))
  local given, body = load_given(), kept.body
  local own = { code = code, matcher = kept.matcher, given = given.given, words = given.words,
    is_body = remembered(function(word) return body[stem(word)] or false end) }
  languages[code] = own
  return own
end

return vocabulary

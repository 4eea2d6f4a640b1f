-- Reads the tables of this folder: triggers, classes of words, contexts. Read when first needed.
local tsv = require "tsv"

local lexicon = {}

local languages = { en = "triggers-en.tsv", ru = "triggers-ru.tsv", kk = "triggers-kk.tsv" }
local consonant = "[bdgklmnprt]"

-- The regular forms of an English verb; forms that nobody writes do no harm.
local function inflect(verb)
  local forms = { verb }
  local function add(form) forms[#forms + 1] = form end
  if verb:find("e$") then
    add(verb .. "s") add(verb .. "d") add(verb:sub(1, -2) .. "ing")
  elseif verb:find("[^aeiou]y$") then
    add(verb:sub(1, -2) .. "ies") add(verb:sub(1, -2) .. "ied") add(verb .. "ing")
  else
    add(verb .. ((verb:find("[sxz]$") or verb:find("[cs]h$")) and "es" or "s"))
    add(verb .. "ed") add(verb .. "ing")
    if verb:find("[^aeiou][aeiou]" .. consonant .. "$") then
      add(verb .. verb:sub(-1) .. "ed") add(verb .. verb:sub(-1) .. "ing")
    end
  end
  return forms
end

-- All that a form of the table stands for: a/b, word~.
function lexicon.expand(form)
  local phrases = { "" }
  for word in form:gmatch("%S+") do
    local forms = {}
    if word:sub(-1) == "~" then forms = inflect(word:sub(1, -2))
    else for one in word:gmatch("[^/]+") do forms[#forms + 1] = one end end
    local longer = {}
    for _, phrase in ipairs(phrases) do
      for _, one in ipairs(forms) do
        longer[#longer + 1] = phrase == "" and one or phrase .. " " .. one
      end
    end
    phrases = longer
  end
  return phrases
end

local function rows_with_lines(name, least)
  local rows, number = {}, 0
  for line in (assert(mine.run.asset(name)) .. "\n"):gmatch("(.-)\r?\n") do
    number = number + 1
    if line ~= "" and line:sub(1, 1) ~= "#" then
      local row = tsv.rows(line, least, name .. ", line " .. number)[1]
      row.rule = name .. ":" .. number
      rows[#rows + 1] = row
    end
  end
  return rows
end

local types = {}
for name in ([[AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN
  PROTEST
  SANCTION MOBILIZE COERCE ASSAULT FUTURE NOT MAYBE NONE]]):gmatch("%u+") do types[name] = true end

-- Types of what says something of an event and is none.
lexicon.is_mark = { FUTURE = true, NOT = true, MAYBE = true, NONE = true }

local function list(field)
  local out = {}
  for word in field:gmatch("[^%s]+") do if word ~= "-" then out[#out + 1] = word end end
  return out
end

-- A matcher whose ids are the rows.
local function read_triggers(name)
  local rows, entries = {}, {}
  for _, field in ipairs(rows_with_lines(name, 6)) do
    local kind, of = field[2]:match("^(%u+):?(%u*)$")
    if not types[kind] then error(field.rule .. ": no type " .. field[2], 0) end
    local row = { form = field[1], type = kind, of = of ~= "" and of or nil,
      verb = field[1]:find("^%S*[~/]") ~= nil and not field[1]:find("^[ih]a?[sd]/"),
        mode = field[3] ~= "-" and field[3] or "",
      need = list(field[5]), context = list(field[6]), rule = field.rule }
    for letter in field[4]:gmatch("%l") do row[letter] = true end
    rows[#rows + 1] = row
  end
  -- of equal phrases the row that asks for more comes first
  for _, asking in ipairs({ true, false }) do
    for _, row in ipairs(rows) do
      if (#row.need > 0) == asking then
        for _, phrase in ipairs(lexicon.expand(row.form)) do
          entries[#entries + 1] = { phrase, id = row }
        end
      end
    end
  end
  return mine.text.matcher(entries)
end

-- The classes of single words are looked up here, exactly and by beginnings, as a word may be of
-- many; phrases are the matcher's.
local function read_words(language)
  local own = { exact = {}, beginnings = {}, lengths = {} }
  local entries, seen, sport = {}, {}, {}
  for _, field in ipairs(rows_with_lines("words.tsv", 3)) do
    if field[3] == language then
      local class, form = field[1], field[2]
      local word, star = form:match("^([^ *'-]+)(%*?)$")
      if word then
        local key = mine.text.fold(word)
        local found = star == "*" and own.beginnings or own.exact
        found[key] = found[key] or {}
        table.insert(found[key], class)
        if class == "sport" then sport[#sport + 1] = { word .. "*", id = class } end
        if star == "*" and not seen[#key] then
          seen[#key] = true
          table.insert(own.lengths, #key)
        end
      else
        entries[#entries + 1] = { form, id = class }
      end
    end
  end
  own.phrases, own.sport = mine.text.matcher(entries), mine.text.matcher(sport)
  return own
end

local none = {}

-- The classes of a folded word, in order of the table.
function lexicon.classes(own, key)
  local exact, beginnings, out = own.words.exact, own.words.beginnings, none
  local function add(more)
    if out == none then out = {} end
    for _, class in ipairs(more) do out[#out + 1] = class end
  end
  local found = exact[key]
  if found then add(found) end
  for _, length in ipairs(own.lengths) do
    found = length <= #key and beginnings[key:sub(1, length)]
    if found then add(found) end
  end
  return out
end

local KEPT = 20000 -- words that are remembered; then all are forgotten

-- Two functions: the table of what is known of words; what is known of a word as it is written,
-- which is { key, classes, folded }, folded: the key is not as the word is written, or false for a
-- word that is its own key and of no class, as most are.
local function words_of(own)
  local known, count = {}, 0
  local function all()
    if count >= KEPT then known, count = {}, 0 end
    return known
  end
  return all, function(text)
    local word = known[text]
    if word ~= nil then return word end
    local key = mine.text.fold(text)
    word = { key = key, classes = lexicon.classes(own, key), folded = key ~= text }
    if not word.folded and #word.classes == 0 then word = false end
    known[text], count = word, count + 1
    return word
  end
end

local loaded, contexts = {}, nil

-- { triggers, phrases, may_be_sport, words, known, word, language }: triggers are a matcher whose
-- ids are rows, phrases one whose ids are classes, may_be_sport one of words that begin as one of
-- sport does; known and word: see words_of; nil for a language without a table.
function lexicon.of(language)
  local file = languages[language]
  if not file then return nil end
  if not loaded[language] then
    local files = { file, "words.tsv", { name = "language", text = language } }
    local kept = assert(mine.text.compiled(files, function()
      local words = read_words(language)
      return { triggers = read_triggers(file), phrases = words.phrases,
        may_be_sport = words.sport, exact = words.exact,
        beginnings = words.beginnings, lists = { lengths = words.lengths } }
    end))
    loaded[language] = { language = language, triggers = kept.triggers, phrases = kept.phrases,
      may_be_sport = kept.may_be_sport,
      words = { exact = kept.exact, beginnings = kept.beginnings },
      lengths = kept.lists.lengths }
    loaded[language].known, loaded[language].word = words_of(loaded[language])
  end
  return loaded[language]
end

-- The contexts that text has words of, in order of the text.
function lexicon.contexts(text)
  if not contexts then
    contexts = assert(mine.text.compiled("contexts.tsv", function()
      local entries = {}
      for _, field in ipairs(rows_with_lines("contexts.tsv", 2)) do
        entries[#entries + 1] = { field[2], id = field[1] }
      end
      return mine.text.matcher(entries)
    end))
  end
  local out, seen = {}, {}
  for _, hit in ipairs(contexts:find(text) or {}) do
    if not seen[hit.id] then
      seen[hit.id] = true
      out[#out + 1] = hit.id
    end
  end
  return out
end

return lexicon

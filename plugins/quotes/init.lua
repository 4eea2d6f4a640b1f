-- Who said what (item.quotes), and on whom the item leans (item.attribution).
-- What is said and by whom the engine finds (mine.text.quotes); what kind of source that is,
-- the words of words.tsv say.
local tsv = require "tsv"
local endings = require "endings"

local quotes = {}

local AROUND = 160 -- bytes around a name in which its office is looked for
local is_cue = { say = true, ask = true, deny = true, warn = true, believe = true }
local matcher, cues -- of words.tsv, when first needed
local lines -- cue -> its line of words.tsv

local function make()
  local entries, found, places = {}, {}, {}
  for _, field in ipairs(tsv.rows(mine.run.asset("words.tsv"), 3, "words.tsv")) do
    local kind, form, language, order = field[1], field[2], field[3], field[4]
    if is_cue[kind] then
      found[#found + 1] = { form = form, language = language, kind = kind, order = order }
      places[#places + 1] = { form = mine.text.fold(form), basis = "words.tsv:" .. field.line }
    else
      local capital = endings.is_capital(form)
      local id = { kind = kind, basis = "words.tsv:" .. field.line }
      for _, written in ipairs(endings.expand(form, language)) do
        entries[#entries + 1] = { written, id = id, capital = capital }
      end
    end
  end
  return { matcher = mine.text.matcher(entries), lists = { cues = found, lines = places } }
end

local function load_table()
  local known = assert(mine.text.compiled("words.tsv", make))
  matcher, cues, lines = known.matcher, known.lists.cues, {}
  for _, place in ipairs(known.lists.lines) do lines[place.form] = place.basis end
end

-- The kinds of words in a phrase; an office that is over is none.
local function kinds_in(phrase)
  local found, over = {}, 0
  for _, hit in ipairs(matcher:find(phrase)) do
    local row = hit.id
    if row.kind == "former" then
      over = hit.last
    elseif row.kind ~= "official" or over == 0 or hit.first - over > 24 then
      hit.basis = row.basis
      found[row.kind] = found[row.kind] or hit
    end
  end
  return found
end

-- Words of a phrase that begin with a capital: a name has two or more, and nothing else between.
local function capitals(phrase)
  local count, all = 0, 0
  for word in phrase:gmatch("[%w\128-\255'’.-]+") do
    all = all + 1
    if endings.is_capital(word) then count = count + 1 end
  end
  return count, all
end

local function is_name(phrase)
  local count, all = capitals(phrase)
  return count >= 2 and count == all and count <= 4
end

-- Whether an office stands beside a name where the text first gives it.
local function has_office(text, name)
  local at = text:find(name, 1, true)
  if not at then return false end
  local before = text:sub(math.max(1, at - AROUND), at - 1)
  local line_end = before:find("\n[^\n]*$")
  if line_end then before = before:sub(line_end + 1) end
  before = before:match("[.!?]%s+([^.!?]*)$") or before
  local after = text:sub(at + #name, at + #name + AROUND):match("^,([^,.;\n]*)") or ""
  return kinds_in(before).official ~= nil or kinds_in(after).official ~= nil
end

-- outlet, institution, official, person or anonymous, and the source's name for lists.
local function classify(text, quote, mention)
  local name, written = quote.speaker, quote.written or quote.speaker
  local in_name, in_written = kinds_in(name), kinds_in(written)
  local person = (mention and mention.type == "person")
    or (is_name(name) and not (in_name.outlet or in_name.institution))
  if person then
    local office = (mention and mention.office) or in_written.official or has_office(text, name)
    return office and "official" or "person", name
  end
  if in_written.anonymous then return "anonymous", written end
  if in_name.outlet or name:find("^%w[%w-]*%.%l%l+$") then return "outlet", name end
  if in_name.official and (not in_name.institution
      or in_name.official.first < in_name.institution.first) then
    return "official", name
  end
  if in_name.institution or (mention and mention.type == "organisation") then
    return "institution", name
  end
  if in_written.official and not in_written.institution then return "official", name end
  if in_written.outlet then return "outlet", name end
  if in_written.institution then return "institution", name end
  return nil, name
end

local marks = { "«(.-)»", "“(.-)”", "„(.-)“", '"(.-)"' } -- no sets: they would be of bytes

-- агентство «Степной вестник», the Daily Courier newspaper: the name alone.
local function outlet_name(name)
  for _, pattern in ipairs(marks) do
    local inner = name:match(pattern)
    if inner then return inner end
  end
  local words, first, last = {}, nil, nil
  for word in name:gmatch("%S+") do
    words[#words + 1] = word
    if endings.is_capital(word) then
      first, last = first or #words, #words
    end
  end
  if not first then return name end
  local tail = table.concat(words, " ", last + 1)
  if words[last + 1] and not kinds_in(tail).outlet then last = #words end
  return table.concat(words, " ", first, last)
end

-- Reporting verbs by themselves make an unknown single name an outlet: "Vlast reports".
local outlet_cues = {
  reports = true, reported = true, ["сообщает"] = true, ["передает"] = true, ["передаёт"] = true,
  ["пишет"] = true, ["хабарлайды"] = true, ["жазады"] = true, ["кабарлайт"] = true,
  ["жазат"] = true, ["хабар медиҳад"] = true, ["менависад"] = true, ["xabar beradi"] = true,
  ["yozadi"] = true, ["хабар беради"] = true, ["ёзади"] = true,
}

local function place_at(mentions, first, last)
  for _, mention in ipairs(mentions or {}) do
    local place = mention.type == "country" or mention.type == "place"
    if place and mention.first <= first and mention.last >= last then return true end
  end
  return false
end

-- Whether the speaker's name stands at the start of a sentence, where any word has a capital.
local function opens_sentence(text, quote)
  local before = text:sub(math.max(1, quote.speaker_first - 8), quote.speaker_first - 1)
  return quote.speaker_first == 1 or before:find("[.!?\n][^%w\128-\255]*$") ~= nil
end

-- The attribution that a quote gives, or nil when it leans on nobody.
local function attribution_of(text, quote, mentions, item_mentions)
  if not quote.speaker or not quote.informs then return nil end
  if quote.part_of or quote.kind == "believe" then return nil end
  local mention = quote.mention and mentions[quote.mention]
  local kind, to = classify(text, quote, mention)
  if not kind then
    local count = capitals(to)
    local place = place_at(item_mentions, quote.speaker_first, quote.speaker_last)
    if count == 0 then return nil end -- "he", "some": nobody that the text names
    local reports = outlet_cues[mine.text.fold(quote.cue or "")] or outlet_cues[quote.cue or ""]
    if count == 1 and not (reports or place or mention) and opens_sentence(text, quote) then
      return nil -- a capital that says nothing
    end
    kind = place and "institution" or reports and "outlet" or "person"
  end
  if kind == "outlet" then to = outlet_name(to) end
  if mention and mention.name and kind ~= "outlet" then to = mention.name end
  local first = math.min(quote.cue_first or quote.first, quote.written_first or quote.speaker_first)
  local last = math.max(quote.cue_last or quote.last, quote.written_last or quote.speaker_last)
  if quote.cue == nil then first, last = quote.first, quote.last end
  local word = kinds_in(quote.written or quote.speaker)[kind] or kinds_in(quote.speaker)[kind]
  return {
    to = to, kind = kind, cue = quote.cue, direct = quote.direct, first = first, last = last,
    text = text:sub(first, last), rule = quote.rule, kind_basis = word and word.basis,
    cue_basis = quote.cue and lines[mine.text.fold(quote.cue)],
  }
end

local function same_source(entry)
  return entry.kind .. "\0" .. mine.text.fold(entry.to) .. "\0" .. tostring(entry.direct or false)
end

-- Whether a quote is kept, by the options.
local function wanted(quote, config)
  if quote.direct then return true end
  if config.reported == false then return false end
  if quote.kind == "believe" and not config.beliefs then return false end
  return quote.informs or config.acts or false
end

-- The quotes as the item keeps them: parts of what is left out stand alone.
local function keep(found, mentions, config)
  local kept, place = mine.json.array {}, {}
  for index, quote in ipairs(found) do
    if #kept >= config.max then break end
    if wanted(quote, config) then
      local mention = quote.mention and mentions[quote.mention]
      kept[#kept + 1] = {
        text = quote.text, first = quote.first, last = quote.last, direct = quote.direct,
        speaker = mention and mention.name or quote.speaker,
        speaker_first = quote.speaker_first, speaker_last = quote.speaker_last,
        written = quote.written, cue = quote.cue, cue_first = quote.cue_first,
        cue_last = quote.cue_last, kind = quote.kind, rule = quote.rule,
        id = mention and mention.id, part_of = quote.part_of and place[quote.part_of],
        cue_basis = quote.cue and lines[mine.text.fold(quote.cue)],
      }
      place[index] = #kept
    end
  end
  return kept
end

-- Sources named outside of the text: "source: x", "Reported by X, citing Y".
local function from_page(item, add)
  if item.source_credit and item.source_credit ~= "" then
    add { to = item.source_credit, kind = "outlet", cue = "source", basis = "source_credit" }
  end
  for _, line in ipairs(item.byline or {}) do
    for _, quote in ipairs(mine.text.quotes(line, { cues = cues }) or {}) do
      local entry = attribution_of(line, quote, {}, {})
      if entry then
        entry.basis, entry.first, entry.last = "byline", nil, nil
        add(entry)
      end
    end
  end
end

function quotes.process(item, config)
  if not matcher then load_table() end
  local text, mentions = item.text or "", item.mentions or {}
  local found, err = mine.text.quotes(text, { mentions = mentions, cues = cues })
  if not found then return nil, err end
  item.quotes = keep(found, mentions, config)

  local chain, seen = mine.json.array {}, {}
  local function add(entry)
    local key = same_source(entry)
    if seen[key] or #chain >= config.max then return end
    seen[key] = true
    chain[#chain + 1] = entry
  end
  for _, quote in ipairs(found) do
    local entry = attribution_of(text, quote, mentions, mentions)
    if entry then add(entry) end
  end
  from_page(item, add)
  item.attribution = chain
  return item
end

return quotes

-- The office phrase: OFFICE = rank* office ((","|"and"|"–") rank* office)*, with the body that it
-- is of, and the country that follows from both.
local narrow = require "narrow"
local tokens = require "tokens"
local units = require "units"

local offices = {}

local of = { of = true, ["for"] = true, to = true, at = true, with = true, on = true, de = true,
  du = true, des = true,
  del = true, ["d'"] = true }
local the = { ["country's"] = true, ["country’s"] = true, the = true, The = true, la = true,
  el = true, le = true, los = true, las = true, les = true, its = true, his = true }
local inner = { -- small words inside the name of a body
  en = { of = true, ["and"] = true, ["for"] = true, the = true, on = true, to = true,
    ["in"] = true },
  ru = { ["по"] = true, ["и"] = true, ["в"] = true, ["при"] = true, ["на"] = true, ["о"] = true,
    ["об"] = true, ["за"] = true,
    ["для"] = true, ["с"] = true },
  fr = { de = true, des = true, du = true, la = true, le = true, les = true, et = true },
  es = { de = true, del = true, la = true, el = true, los = true, las = true, y = true },
}
local joiners = { ["and"] = true, ["и"] = true, ["және"] = true, et = true, y = true,
  ["жана"] = true, ["va"] = true,
  ["ва"] = true, ["and the"] = true }
local country_kinds = { country = true, adj = true }
local signs = { [","] = true, ["–"] = true, ["—"] = true, ["-"] = true, ["&"] = true }

-- The units of the text, its tokens and vocabulary go together.
local function open_body(state, n, own)
  local unit = state.laid.over[n]
  if unit then
    local kind = unit.kind
    if unit.i == unit.j and (kind == "city" or kind == "region" or kind == "area")
      and state.is_given(n) then
      return nil
    end
    if kind == "agent" and own.code ~= "ru" and not tokens.is_capital(state.list, n) then
      return nil
    end
    return unit
  end
  if state.list.kinds[n] ~= "letter" then return nil end
  if state.is_given(n) then return nil end
  if own.is_body(state.list.texts[n]) then return "word" end
  return nil
end


-- Offices that are held in another country than one's own.
local abroad = { ambassador = true, ["charge-d-affaires"] = true, consul = true, head = true,
  ["commission-president"] = true, ["special-envoy"] = true, ["permanent-representative"] = true,
  diplomat = true }
local being_in = narrow.patterns { "[дт][ае][ғг][ыі]$" } -- Қазақстандағы елші: not Kazakhstan's
local after_adjective = { fr = true, es = true, ar = true }

local function breaks(gap)
  if gap == " " then return false end
  return gap:find("[%.,;:!?%(%)\n\"]") ~= nil or gap:find("\226\128[\156\157]") ~= nil
end

-- Where the body that begins at n ends; the countries and organisations in it go to phrase.
local function read_body(state, phrase, n, own)
  local list, last, small = state.list, nil, inner[own.code] or inner.en
  local start = n
  while list.texts[n] do
    local word, capital = list.texts[n], tokens.is_capital(list, n)
    if n > start and breaks(list.gaps[n]) then break end
    if n - start > 14 then break end
    local what = open_body(state, n, own)
    if what and what ~= "word" then
      if what.kind == "office" and not (own.code == "ru" and what.i == start) and what.i ~= n then
        break
      end
      if what.kind == "office" and n > start and own.code ~= "ru" then break end
      if country_kinds[what.kind] or what.kind == "city" or what.kind == "region" then
        if not (what.seat and what.kind == "city") then
          phrase.country = phrase.country or what.country
        end
        phrase.inside[#phrase.inside + 1] = what
      elseif what.kind == "organisation" then
        phrase.organisation = phrase.organisation or what
        phrase.inside[#phrase.inside + 1] = what
      end
      last, n = what.j, what.j + 1
    elseif what == "word" then
      if own.code == "en" and not capital and not small[word] then break end
      last, n = n, n + 1
    elseif small[word] or the[word] then
      n = n + 1
    elseif own.code == "en" and capital and n == start and list.kinds[n] == "letter"
      and not state.is_given(n) and not list.starts[n] then
      -- One unknown name of a body: take its run when no person's name can be left behind it
      local stop = n
      while tokens.is_capital(list, stop + 1) and list.gaps[stop + 1] == " "
        and not state.laid.over[stop + 1] and not state.is_given(stop + 1) do stop = stop + 1 end
      local given = list.gaps[stop + 1] == " " and state.is_given(stop + 1)
      if stop - n >= 2 and not given then stop = n end
      last, n = stop, stop + 1
    else
      break
    end
  end
  return last
end

-- The core of one office: ranks and the row. Returns first token, office unit.
local function read_core(state, n)
  local list, starts = state.list, state.laid.starts
  local first = n
  for _ = 1, 3 do
    local unit = starts[n]
    if not unit or unit.kind ~= "rank" then break end
    n = unit.j + 1
    if not list.texts[n] or breaks(list.gaps[n]) then return nil end
  end
  local unit = starts[n]
  if unit and unit.kind == "office" then return first, unit end
  return nil
end

-- The adjective or organisation right before an office: US Secretary of State, NATO chief,
-- Kazakhstan's president, Қазақстанның Президенті.
local function read_before(state, phrase, i, own)
  local list, over = state.list, state.laid.over
  local n = i - 1
  while n >= 1 and i - n <= 7 do
    local gap = list.gaps[n + 1]
    if breaks(gap) or tokens.has_dash(gap) then break end
    local unit = over[n]
    if unit and (country_kinds[unit.kind] or unit.kind == "city" or unit.kind == "region"
      or unit.kind == "organisation" or unit.kind == "portfolio") then
      if unit.kind == "city" and own.code == "en" and not tokens.possessive(gap) then break end
      if unit.kind == "city" and own.code == "ru" then break end
      if own.code == "ru" and unit.kind ~= "adj" and unit.kind ~= "portfolio" then break end
      if unit.kind == "organisation" then
        phrase.organisation = phrase.organisation or unit
        if own.code == "en" and gap == " " then -- Foreign Ministry spokesman
          phrase.prefix = state.text:sub(unit.first, unit.last) .. " "
        end
      elseif unit.kind ~= "portfolio" and not narrow.fits(list.texts[unit.j],
        being_in) then phrase.country = phrase.country or unit.country end
      if unit.kind ~= "portfolio" then phrase.inside[#phrase.inside + 1] = unit end
      phrase.before = unit.i
      n = unit.i - 1
      if own.code ~= "kk" and own.code ~= "ky" and own.code ~= "uz" then break end
    elseif (own.code == "kk" or own.code == "ky" or own.code == "uz")
      and list.kinds[n] == "letter" and own.is_body(list.texts[n]) then
      n = n - 1
    else
      break
    end
  end
end

local plurals = {
  ru = narrow.patterns { "ы$", "[оеё]в$", "[ая]ми$", "[ая]м$", "[ая]х$", "ей$", "ели$", "ики$" },
  kk = narrow.patterns { "[лдт][ае]р" },
}
plurals.ky = plurals.kk
local function plural(unit, list, own)
  local text = list.texts[unit.j]
  if own.code == "en" then return text:sub(-1) == "s" and unit.form:sub(-1) ~= "s" end
  local last = unit.form:match("%S+$")
  return plurals[own.code] ~= nil and narrow.fits(text, plurals[own.code])
    and not narrow.fits(last, plurals[own.code])
end

-- The written office in the nominative: as in the text when it stands so there, else as in the
-- table.
local function nominative(state, core, first)
  local list, text = state.list, state.text
  local written = text:sub(list.firsts[first], list.lasts[core.j])
  local plain = text:sub(list.firsts[core.i], list.lasts[core.j])
  if first == core.i and mine.text.fold(plain) ~= mine.text.fold(core.form)
    and state.own.code ~= "en" then
    return core.form
  end
  return written
end

-- The office phrase that begins at token n, or nil:
-- { i, j, first, last, text, id, sector, country, organisation, parts, plural, rule }.
function offices.read(state, n)
  local list, own, laid = state.list, state.own, state.laid
  local first, core = read_core(state, n)
  if not core then return nil end
  local phrase = { i = first, j = core.j, inside = {}, ids = { core.id }, id = core.id,
    sector = core.sector,
    country = core.country, basis = core.basis, plural = plural(core, list, own) and true or false }
  local names = { nominative(state, core, first) }
  read_before(state, phrase, first, own)
  for _ = 1, 6 do
    local at = phrase.j + 1
    local word, gap = list.texts[at], list.gaps[at]
    if not word then break end
    -- a further office
    local skip = at
    local joined = gap == " " and joiners[word] and word or nil
    if joined then skip = at + 1 end
    if joined and the[list.texts[skip]] then skip = skip + 1 end
    local sign = gap ~= " " and gap:gsub("%s", "") or nil
    if not signs[sign or ""] then sign = nil end
    local next_first, next_core
    if (joined or sign) and list.texts[skip] then next_first, next_core = read_core(state, skip) end
    if next_core and (sign or joined) and not (sign == "," and phrase.plural) then
      names[#names + 1] = (sign == "," and ", " or joined and " " .. joined .. " " or " " .. (sign
        or "") .. " ")
      names[#names + 1] = nominative(state, next_core, next_first)
      phrase.ids[#phrase.ids + 1] = next_core.id
      phrase.country = phrase.country or next_core.country
      phrase.sector = phrase.sector or next_core.sector
      phrase.j = next_core.j
      phrase.several = true
    elseif gap == " " and own.code ~= "ru" and of[word] then
      local begin = at + 1
      while the[list.texts[begin]] do begin = begin + 1 end
      if not list.texts[begin] or breaks(list.gaps[begin]) then break end
      local had = phrase.country
      local before = #phrase.inside
      local last = read_body(state, phrase, begin, own)
      if not last then break end
      -- a plain country behind "of" is no part of the office's name
      local unit = laid.starts[begin]
      local stop = last
      local republic = list.texts[begin]
      if (unit and unit.j == last and country_kinds[unit.kind]) or
        ((republic == "Republic" or republic == "Kingdom" or republic == "State")
          and last <= begin + 3) then
        names[#names + 1] = { of = true, first = phrase.j + 1, last = last }
      else
        while laid.over[stop] and laid.over[stop].kind == "country" and stop > begin do
          stop = laid.over[stop].i - 1
        end
        while stop > begin and not (tokens.is_capital(list, stop) or laid.over[stop]) do
          stop = stop - 1
        end
        if stop > begin and (list.texts[stop] == "Republic" and list.texts[stop - 1] == "the") then
          stop = stop - 3
        end
        for k = 1, #names do if type(names[k]) == "table" then
          names[k] = " " .. state.text:sub(list.firsts[names[k].first], list.lasts[names[k].last])
        end end
        names[#names + 1] = " " .. state.text:sub(list.firsts[at], list.lasts[stop])
      end
      if had or word == "to" then phrase.country = had end -- ambassador to Kazakhstan
      phrase.j = last
      if #phrase.inside == before and last == begin and not laid.over[begin] then
        phrase.vague = true
      end
    elseif after_adjective[own.code] and gap == " " and laid.starts[at]
      and laid.starts[at].kind == "adj" then
      phrase.country = phrase.country or laid.starts[at].country -- le président français
      phrase.inside[#phrase.inside + 1] = laid.starts[at]
      phrase.j = laid.starts[at].j
    elseif (own.code == "ru" or own.code == "tg") and gap == " " and not joined then
      local what = open_body(state, at, own)
      if not what and word == "в" and abroad[core.id] and laid.starts[at + 1]
        and country_kinds[laid.starts[at + 1].kind] then
        phrase.inside[#phrase.inside + 1] = laid.starts[at + 1] -- посол США в Казахстане
        phrase.j = laid.starts[at + 1].j
        break
      end
      if not what then break end
      if what ~= "word" and (what.kind == "office" or what.kind == "rank") then
        -- the genitive of an office: помощник президента
        if what.kind == "rank" then break end
      end
      local last = read_body(state, phrase, at, own)
      if not last then break end
      local stop = last
      while stop >= at and laid.over[stop] and country_kinds[laid.over[stop].kind] do
        stop = laid.over[stop].i - 1
      end
      while stop >= at and (list.texts[stop] == "Республики" or list.texts[stop] == "Федерации"
        or list.texts[stop] == "Республика") do
        stop = stop - 1
      end
      if stop >= at then
        names[#names + 1] = " " .. state.text:sub(list.firsts[at], list.lasts[stop])
      end
      phrase.j = last
    else
      break
    end
  end
  for k = #names, 1, -1 do if type(names[k]) == "table" then table.remove(names, k) end end
  local body = phrase.organisation
  if body and not phrase.country then
    phrase.country = body.country
    if body.type == "igo" or body.type == "igo-body" then
      phrase.country = (body.country == "IGO" or body.country == nil) and body.id or body.country
    end
  end
  phrase.text = ((phrase.prefix or "") .. table.concat(names)):gsub("the country's ",
    "the "):gsub("the country’s ", "the ")
  phrase.core = list.firsts[core.i]
  phrase.first = list.firsts[phrase.before or phrase.i]
  phrase.last = list.lasts[phrase.j]
  return phrase
end

offices.breaks = breaks
offices.units = units
return offices

-- Ministers and ministries of everything in portfolios.tsv: the pattern of each language, with %
-- for the portfolio. The pattern's language gives the word order; the rest is the table's.
local ministers = {}

local patterns = {
  en = {
    office = { "minister of %", "minister for %", "% minister", "secretary of %",
      "minister of the %" },
    deputy = { "deputy minister of %", "deputy % minister", "first deputy minister of %",
      "vice minister of %", "minister of state for %" },
    ministry = { "Ministry of %", "Ministry for %", "% Ministry", "Department of %",
      "Ministry of the %" },
  },
  ru = {
    office = { "министр %", "глава министерства %" },
    deputy = { "заместитель министра %", "первый заместитель министра %", "замминистра %" },
    ministry = { "министерство %", "департамент %" },
  },
  kk = {
    office = { "% министрі" },
    deputy = { "% министрінің орынбасары", "% министрінің бірінші орынбасары", "% вице-министрі" },
    ministry = { "% министрлігі" },
  },
  ky = { office = { "% министри" }, deputy = { "% министринин орун басары" },
    ministry = { "% министрлиги" } },
  tg = { office = { "вазири %" }, deputy = { "муовини вазири %", "муовини якуми вазири %" },
    ministry = { "вазорати %" } },
  uz = { office = { "% vaziri", "% вазири" }, deputy = { "% vazirining o'rinbosari" },
    ministry = { "% vazirligi", "% вазирлиги" } },
  zh = { office = { "%部长", "%大臣" }, deputy = { "%部副部长" }, ministry = { "%部" } },
  ar = { office = { "وزير %" }, deputy = { "نائب وزير %" }, ministry = { "وزارة %" } },
  fr = { office = { "ministre %" }, deputy = { "ministre délégué %" },
    ministry = { "ministère %" } },
  es = { office = { "ministro %", "ministra %" }, deputy = { "viceministro %" },
    ministry = { "Ministerio %" } },
}

local function derived(rows, form, kind, id, row, sector)
  rows[#rows + 1] = { form = form, type = kind, id = id, lang = row.lang, basis = row.basis,
    sector = sector, acronym = row.acronym, portfolio = row.id }
end

-- Adds the rows made from the rows of type portfolio of each language.
function ministers.compose(rows_of)
  for code, pattern in pairs(patterns) do
    local rows = rows_of[code] or {}
    for n = 1, #rows do
      local row = rows[n]
      if row.type == "short" then
        derived(rows, row.form, "ministry", row.id .. "-ministry", row, row.sector)
      elseif row.type == "portfolio" then
        local function put(list, kind, id, sector)
          for _, form in ipairs(list) do
            local made = form:gsub("%%", (row.form:gsub("%%", "%%%%")))
            derived(rows, made, kind, id, row, sector)
          end
        end
        put(pattern.office, "office", row.id .. "-minister", row.sector == "COP" and "GOV"
          or row.sector)
        put(pattern.deputy, "office", "deputy-" .. row.id .. "-minister", row.sector)
        put(pattern.ministry, "ministry", row.id .. "-ministry", row.sector)
      end
    end
    rows_of[code] = rows
  end
end

return ministers

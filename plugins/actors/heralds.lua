-- Words that announce a person, whether they have a capital or not.
local heralds = {}

heralds.honorifics = {}
for word in ("Mr Mrs Ms Dr Sir Lord Lady Madam Baroness Dame Miss господин госпожа господина "
  .. "господину господином "
  .. "госпожи госпоже Mme Mlle Señor Señora Sr Sra جناب"):gmatch("%S+") do
  heralds.honorifics[word] = true
end

-- By language, how the words for a counterpart begin.
heralds.counterparts = { en = "counterpart", ru = "коллег", kk = "әріптес", fr = "homologue",
  es = "homólogo" }

function heralds.is(word, language)
  local counterpart = heralds.counterparts[language]
  return heralds.honorifics[word] or counterpart ~= nil
    and word:sub(1, #counterpart) == counterpart
end

return heralds

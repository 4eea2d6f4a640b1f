-- Topics and gate of the plugin topics against what items.jsonl beside this script expects; run by
-- scripts/dev/eval. Prints one line: precision and recall of the topics given, how often the first
-- is right, and the items on which the gate is wrong.
local topics = mine.use("topics")
local config = {
  min_score = 0.12, max = 3, keywords = 0.7, gate = 0.5, read = 2000, drop = false,
}

local n, given, wanted, right, first, wrong = 0, 0, 0, 0, 0, {}
for line in mine.run.asset("items.jsonl"):gmatch("[^\n]+") do
  local record = mine.json.decode(line)
  local raw = { title = "", text = record.text, language = record.lang or "en" }
  local item = topics.process(raw, config)
  local expected = {}
  for _, label in ipairs(record.expected.topics) do expected[label] = true end
  n, given, wanted = n + 1, given + #item.topics, wanted + #record.expected.topics
  for i, topic in ipairs(item.topics) do
    if expected[topic.label] then
      right = right + 1
      if i == 1 then first = first + 1 end
    end
  end
  if item.diplomatic ~= (record.expected.diplomatic ~= false) then
    wrong[#wrong + 1] = record.id .. " (" .. item.diplomatic_score .. ")"
  end
end
mine.emit {
  n = n, precision = right / given, recall = right / wanted, first_right = first,
  gate_wrong = mine.json.array(wrong),
}

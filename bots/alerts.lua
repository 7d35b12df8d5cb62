-- What Alertmanager, Grafana and GitHub tell, for those that subscribe. The owner lets each person in
-- with a code. Alertmanager is silent for two hours about what a person has taken with !ack.
profile { name = "Alerts", about = "!subscribe gets you what is wrong, !ack says that you have it." }
contacts { accept = "code" }
api { listen = "127.0.0.1:8080" }

-- For a program on this machine; leave `allow` out for one elsewhere.
webhook "silences" {
  url = secret "SILENCES_URL", allow = "127.0.0.1",
  format = "template", body = [[{
    "matchers": [
      { "name": "alertname", "value": "{{extra.alertname}}", "isRegex": false },
      { "name": "instance", "value": "{{extra.instance}}", "isRegex": false }
    ],
    "startsAt": "{{extra.from}}", "endsAt": "{{extra.to}}",
    "createdBy": "{{codename}}", "comment": "taken in the chat as {{extra.number}}"
  }]],
}

local topics = { "alerts", "github" }
local lines_max = 20

-- Not within a character.
local function cut(text, bytes)
  if #text <= bytes then return text end
  return text:sub(1, utf8.offset(text, 0, bytes + 1) - 1)
end

-- Each alert has a number from its first message to its end.
local function number_of(alert)
  local key = "alert " .. alert.fingerprint
  local number = store.get(key)
  if not number then
    number = (store.get("alerts") or 0) + 1
    store.set("alerts", number)
    store.set(key, number)
    store.set("number " .. number, json.encode(alert.labels))
  end
  return math.tointeger(number)
end

local function forget(alert, number)
  store.set("alert " .. alert.fingerprint, nil)
  store.set("number " .. number, nil)
end

local function line(alert)
  local number = number_of(alert)
  if alert.status == "resolved" then forget(alert, number) end
  local notes = alert.annotations or {}
  local what = notes.summary or notes.description or ""
  local where = alert.labels.instance and " on " .. alert.labels.instance or ""
  return ("%d %s: %s%s %s"):format(
    number, alert.status, alert.labels.alertname or "an alert", where, what)
end

-- Grafana sends what Alertmanager sends, and more.
local function tell(request)
  if #request.json.alerts == 0 then return end
  local lines = {}
  for _, alert in ipairs(request.json.alerts) do
    local told = line(alert)
    if #lines < lines_max then lines[#lines + 1] = cut(told, 180) end
  end
  local more = #request.json.alerts - #lines + (request.json.truncatedAlerts or 0)
  if more > 0 then lines[#lines + 1] = "and " .. more .. " more" end
  broadcast("alerts", table.concat(lines, "\n"), { expires = "1d" })
end

hook("alertmanager", { verify = "alertmanager", secret = secret "ALERTS_SECRET" }, tell)
hook("grafana", { verify = "alertmanager", secret = secret "ALERTS_SECRET" }, tell)

hook("github", { verify = "github", secret = secret "ALERTS_SECRET" }, function(request)
  local event = request.json
  local thing = event.pull_request or event.issue or event.release or event.workflow_run or {}
  local words = { event.repository and event.repository.full_name or "", request.headers["x-github-event"],
    event.action or "", thing.conclusion or "", thing.title or thing.name or event.ref or "",
    thing.html_url or event.compare or "" }
  local said = {}
  for _, word in ipairs(words) do
    if word ~= "" then said[#said + 1] = word end
  end
  broadcast("github", cut(table.concat(said, " "), 1000), { expires = "1d" })
end)

local function topic(message)
  local wanted = message.words[1] or "alerts"
  for _, name in ipairs(topics) do
    if name == wanted then return name end
  end
  message:reply("There are these: " .. table.concat(topics, ", "))
end

command("help", "this list", help)

command("subscribe", "!subscribe alerts, or !subscribe github", function(message)
  local name = topic(message)
  if not name then return end
  message.contact:label(name)
  message:reply("You get " .. name .. ".")
end)

command("unsubscribe", "!unsubscribe alerts, or !unsubscribe github", function(message)
  local name = topic(message)
  if not name then return end
  message.contact:unlabel(name)
  message:reply("You get " .. name .. " no more.")
end)

command("ack", "!ack NUMBER says that you have it, and silences it for two hours", function(message)
  local number = math.tointeger(tonumber(message.words[1]))
  local labels = number and store.get("number " .. number)
  if not labels or not message.contact:has("alerts") then
    return message:reply("No alert of yours has that number.")
  end
  labels = json.decode(labels)
  local time = "%Y-%m-%dT%H:%M:%SZ"
  message:forward("silences", {
    alertname = labels.alertname or "", instance = labels.instance or "", number = number,
    from = date(time), to = date(time, 2),
  })
  broadcast("alerts", message.contact.codename .. " has " .. number .. ".", { expires = "1d" })
end)

on("contact", function(contact)
  contact:reply("You are in. !subscribe gets you what is wrong.")
end)

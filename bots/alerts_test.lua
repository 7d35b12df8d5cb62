local function start()
  local bot = load_bot("alerts.lua", {
    ALERTS_SECRET = "0123456789abcdef", SILENCES_URL = "http://127.0.0.1:9093/api/v2/silences",
  })
  local alice = bot:contact("alice")
  alice:gets_accepted()
  alice:hears("You are in. !subscribe gets you what is wrong.")
  return bot, alice
end

local function alert(name, status)
  return {
    status = status, fingerprint = name, startsAt = "2026-01-05T10:00:00Z",
    labels = { alertname = name, instance = "db1" }, annotations = { summary = "it is bad" },
  }
end

local function alerts(...)
  return { json = { status = "firing", truncatedAlerts = 0, alerts = { ... } } }
end

test("tells subscribers of alerts and their end, with one number", function()
  local bot, alice = start()
  bot:hook("alertmanager", alerts(alert("DiskFull", "firing")))
  alice:hears_nothing()
  alice:says("!subscribe")
  alice:hears("You get alerts.")
  expect(bot:hook("alertmanager", alerts(alert("DiskFull", "firing"), alert("Down", "firing"))).status)
    :equals(200)
  alice:hears("1 firing: DiskFull on db1 it is bad\n2 firing: Down on db1 it is bad")
  bot:hook("grafana", alerts(alert("DiskFull", "resolved")))
  alice:hears("1 resolved: DiskFull on db1 it is bad")
  bot:hook("grafana", alerts(alert("DiskFull", "firing")))
  alice:hears("3 firing: DiskFull on db1 it is bad")
  alice:says("!unsubscribe")
  alice:hears("You get alerts no more.")
  bot:hook("alertmanager", alerts(alert("DiskFull", "resolved")))
  alice:hears_nothing()
end)

test("tells nobody of an empty list", function()
  local bot, alice = start()
  alice:says("!subscribe") alice:heard()
  expect(bot:hook("alertmanager", { text = '{"alerts":[]}' }).status):equals(200)
  alice:hears_nothing()
end)

test("says how many it leaves out", function()
  local bot, alice = start()
  alice:says("!subscribe alerts") alice:heard()
  local many = {}
  for number = 1, 25 do many[number] = alert("A" .. number, "firing") end
  bot:hook("alertmanager", { json = { alerts = many, truncatedAlerts = 3 } })
  expect(alice:heard()[1]):contains("20 firing: A20 on db1 it is bad\nand 8 more")
end)

test("cuts a long line between two characters", function()
  local bot, alice = start()
  alice:says("!subscribe alerts") alice:heard()
  local long = alert("DiskFull", "firing")
  -- "1 firing: DiskFull on db1 " has 26 bytes, each of these letters two.
  long.annotations.summary = "x" .. ("\u{E4}"):rep(200)
  bot:hook("alertmanager", alerts(long))
  alice:hears("1 firing: DiskFull on db1 x" .. ("\u{E4}"):rep(76))
end)

test("silences what is taken, and tells the others who has it", function()
  local bot, alice = start()
  local bob = bot:contact("bob")
  bob:gets_accepted()
  for _, person in ipairs { alice, bob } do person:says("!subscribe") end
  bot:hook("alertmanager", alerts(alert("DiskFull", "firing")))
  alice:heard() bob:heard()
  alice:says("!ack 1")
  bob:hears(alice.codename .. " has 1.")
  expect(bot:forwards("silences")[1].data.extra):equals {
    alertname = "DiskFull", instance = "db1", number = 1,
    from = "2026-01-05T10:00:00Z", to = "2026-01-05T12:00:00Z",
  }
  alice:heard()
  for _, word in ipairs { "!ack", "!ack 2", "!ack x", "!ack 1.5" } do
    alice:says(word)
    alice:hears("No alert of yours has that number.")
  end
  bob:says("!unsubscribe") bob:heard()
  bob:says("!ack 1")
  bob:hears("No alert of yours has that number.")
end)

test("tells what happens on GitHub", function()
  local bot, alice = start()
  alice:says("!subscribe github") alice:heard()
  bot:hook("github", { headers = { ["X-GitHub-Event"] = "workflow_run" }, json = {
    action = "completed", repository = { full_name = "us/site" },
    workflow_run = { name = "tests", conclusion = "failure", html_url = "https://github.com/us/site/1" },
  } })
  alice:hears("us/site workflow_run completed failure tests https://github.com/us/site/1")
  bot:hook("github", { headers = { ["X-GitHub-Event"] = "push" }, json = {
    ref = "refs/heads/main", compare = "https://github.com/us/site/a...b",
    repository = { full_name = "us/site" },
  } })
  alice:hears("us/site push refs/heads/main https://github.com/us/site/a...b")
end)

test("takes GitHub's JSON in a form", function()
  local bot, alice = start()
  alice:says("!subscribe github") alice:heard()
  bot:hook("github", {
    headers = { ["X-GitHub-Event"] = "push", ["Content-Type"] = "application/x-www-form-urlencoded" },
    text = "payload=%7B%22ref%22%3A%22refs%2Fheads%2Fmain%22%7D",
  })
  alice:hears("push refs/heads/main")
end)

test("knows its topics", function()
  local _, alice = start()
  alice:says("!subscribe weather")
  alice:hears("There are these: alerts, github")
end)

test("frees the number of an alert that is over, also behind the last line", function()
  local bot, alice = start()
  alice:says("!subscribe") alice:heard()
  local over = {}
  for number = 1, 25 do
    bot:hook("alertmanager", alerts(alert("Disk" .. number, "firing")))
    over[number] = alert("Disk" .. number, "resolved")
  end
  alice:heard()
  bot:hook("alertmanager", alerts(table.unpack(over)))
  alice:heard()
  alice:says("!ack 25")
  alice:hears("No alert of yours has that number.")
end)

local question = "Hello! May I ask where you found us?"

local function meet(bot)
  local alice = bot:contact("alice")
  alice:hears(question)
  return alice
end

test("asks each contact once where they found us, and notes the answer", function()
  local bot = load_bot("autoreply.lua")
  local alice = meet(bot)
  alice:says("a friend")
  alice:hears("Thank you. What can we do for you?")
  expect(alice.note):equals("found us through: a friend")
  alice:says("my order is late")
  alice:hears_nothing()
  expect(bot:inbox()):equals({ "a friend", "my order is late" })
end)

test("says outside the opening hours that it is closed", function()
  local bot = load_bot("autoreply.lua")
  local alice = meet(bot)
  alice:says("a friend")
  alice:heard()
  for _, time in ipairs({ "2026-01-05 07:59", "2026-01-05 16:00", "2026-01-10 11:00" }) do
    bot:at(time)
    alice:says("anyone there?")
    alice:hears("We are closed now and will answer in the morning.")
  end
end)

test("lists its commands, however they are marked", function()
  local alice = meet(load_bot("autoreply.lua"))
  for _, text in ipairs({ "help", "/help", "!HELP" }) do
    alice:says(text)
    local list = alice:heard()[1]
    expect(list):contains("!help: this list")
    expect(list):contains("!hours: when we are here")
  end
end)

test("knows what time it is at the office", function()
  local alice = meet(load_bot("autoreply.lua"))
  alice:says("!hours")
  expect(alice:heard()[1]):contains("It is 11:00 here.")
end)

test("reminds at the time it was asked for", function()
  local bot = load_bot("autoreply.lua")
  local alice = meet(bot)
  alice:says("!remind 20 the tea is ready")
  alice:hears("I will.")
  bot:advance(19 * 60)
  alice:hears_nothing()
  bot:advance(60)
  alice:hears("You asked me to remind you: the tea is ready")
end)

test("explains how to be asked for a reminder", function()
  local alice = meet(load_bot("autoreply.lua"))
  alice:says("!remind me")
  alice:hears("Like this: !remind 20 the tea is ready")
end)

test("keeps what came with the request, and still waits for the answer", function()
  local bot = load_bot("autoreply.lua")
  local alice = bot:contact("alice", "alice here! Tox me maybe?")
  alice:hears(question)
  alice:hears_nothing()
  expect(bot:inbox()):equals({ "alice here! Tox me maybe?" })
  alice:says("a friend")
  expect(alice.note):equals("found us through: a friend")
end)

local function source()
  local bot = load_bot("tipline.lua")
  local alice = bot:contact("alice")
  alice:heard()
  return alice, bot
end

test("greets a source and tells the codename", function()
  local alice = load_bot("tipline.lua"):contact("alice")
  alice:hears("You reached the tip line. Nothing here knows who you are.")
  expect(alice:heard()[1]):contains(alice.codename)
end)

test("keeps every tip and confirms the first", function()
  local alice, bot = source()
  alice:says("the minutes were changed")
  alice:hears("Received and stored. Thank you.")
  alice:says("here is why")
  alice:hears_nothing()
  expect(bot:inbox()):equals({ "the minutes were changed", "here is why" })
end)

test("answers !status and keeps it out of the inbox", function()
  local alice, bot = source()
  for _, text in ipairs({ "!status", "Status" }) do
    alice:says(text)
    alice:hears("not read yet")
  end
  expect(bot:inbox()):equals({})
end)

test("keeps a tip that merely begins with the word status", function()
  local alice, bot = source()
  alice:says("status reports were forged")
  expect(bot:inbox()):equals({ "status reports were forged" })
end)

test("keeps what a source wrote with the request, once and without a further word", function()
  local bot = load_bot("tipline.lua")
  local alice = bot:contact("alice", "the minutes were changed")
  expect(#alice:heard()):equals(2)
  expect(bot:inbox()):equals({ "the minutes were changed" })
  alice:says("here is why")
  alice:hears("Received and stored. Thank you.")
end)

test("says which file did not arrive, and that it takes no calls", function()
  local alice = source()
  alice:offers_file("minutes.pdf", 120000)
  expect(alice:heard()[1]):contains("minutes.pdf")
  alice:calls()
  alice:hears("This bot takes no calls. Please write.")
end)

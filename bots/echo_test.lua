test("echoes a text and an action in kind", function()
  local alice = load_bot("echo.lua"):contact("alice")
  expect(alice:says("hello")):equals({ { type = "reply", kind = "text", text = "hello" } })
  expect(alice:acts("waves")):equals({ { type = "reply", kind = "action", text = "waves" } })
end)

test("echoes every length exactly", function()
  local alice = load_bot("echo.lua"):contact("alice")
  for _, length in ipairs({ 1, 2, 100, 1371, 1372 }) do
    local text = ("x"):rep(length)
    alice:says(text)
    alice:hears(text)
  end
end)

test("echoes what looks like markup, space or another alphabet", function()
  local alice = load_bot("echo.lua"):contact("alice")
  for _, text in ipairs({ " ", "%s %1", "\"}\\", "äöü 漢字 👩‍🚀", "\n\t" }) do
    alice:says(text)
    alice:hears(text)
  end
end)

test("accepts everyone and keeps nothing", function()
  local bot = load_bot("echo.lua")
  local alice = bot:contact("alice")
  alice:says("hello")
  expect(alice.state):equals("accepted")
  expect(bot:inbox()):equals({})
end)

test("does not echo what came with the request", function()
  local alice = load_bot("echo.lua"):contact("alice", "let me in")
  alice:hears_nothing()
end)

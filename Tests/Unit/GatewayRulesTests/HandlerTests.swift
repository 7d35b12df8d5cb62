import GatewayCore
import GatewayRules
import Testing

@Suite struct `Handlers` {
  @Test func `get what belongs to their event`() throws {
    let bot = try load(
      """
      on("request", function(contact, text) contact:reply(contact.state .. text) contact:accept() end)
      on("contact", function(contact) contact:reply("welcome " .. contact.codename) end)
      on("online", function(contact) contact:reply("hello " .. contact.name) end)
      on("offline", function(contact) contact:reply("bye") end)
      on("timer", function(timer) timer.contact:reply(timer.name .. timer.payload) end)
      """)
    var alice = Contact.alice
    func replies(_ event: RuleEvent) -> [String] {
      bot.handle(event, state: FixedState(), now: .monday).replies
    }
    #expect(replies(.contact(alice)) == ["welcome amber-heron"])
    #expect(replies(.presence(alice, isOnline: true)) == ["hello Alice"])
    #expect(replies(.presence(alice, isOnline: false)) == ["bye"])
    #expect(replies(.timer(RuleTimer(name: "t", contact: alice, payload: "!"))) == ["t!"])
    alice.state = .requested
    #expect(
      bot.handle(.contactRequest(alice, text: "?"), state: FixedState(), now: .monday).effects == [
        .reply(to: alice.key, text: "requested?", kind: .text), .accept(alice.key),
      ])
  }

  @Test func `of calls, files and invitations see what is offered`() throws {
    let bot = try load(
      """
      on("call", function(offer) offer:reply(offer.kind .. " " .. tostring(offer.video)) end)
      on("file", function(offer)
        offer:reply(offer.name .. " " .. tostring(offer.size) .. " " .. offer.contact.name)
      end)
      on("invitation", function(offer) end)
      """)
    func replies(_ offer: ContactOffer) -> [String] {
      bot.handle(.offer(.alice, offer), state: FixedState(), now: .monday).replies
    }
    #expect(replies(.call(withVideo: true)) == ["call true"])
    #expect(replies(.file(name: "a.pdf", size: 7, kind: 0)) == ["a.pdf 7 Alice"])
    #expect(replies(.file(name: "s", size: nil, kind: 0)) == ["s nil Alice"])
    #expect(replies(.file(name: "l", size: .max, kind: 0)) == ["l 9223372036854775807 Alice"])
    #expect(replies(.invitation(name: "g")) == [])
    #expect(ContactOffer.Kind.allCases.allSatisfy(bot.handles))
    let none = try load("")
    #expect(!ContactOffer.Kind.allCases.contains(where: none.handles))
  }

  @Test func `of an offer that fail do not repeat its name`() throws {
    let bot = try load(#"on("file", function(offer) error("no " .. offer.name) end)"#)
    let event = RuleEvent.offer(.alice, .file(name: "sources.pdf", size: 1, kind: 0))
    let failure = bot.handle(event, state: FixedState(), now: .monday).failure
    #expect(failure?.message.contains("sources") == false)
  }

  @Test func `of one event all run, in the order of the file`() throws {
    let bot = try load(
      """
      on("message", function(message) message:reply("one") end)
      on("message", function(message) message:reply("two") end)
      """)
    #expect(bot.hear("x").replies == ["one", "two"])
  }

  @Test func `that fail without a message keep nothing`() throws {
    let bot = try load("on('contact', function(contact) contact:block() error('x') end)")
    let outcome = bot.handle(.contact(.alice), state: FixedState(), now: .monday)
    #expect(outcome.effects == [])
    #expect(outcome.failure?.line == 1)
  }

  @Test func `of a limit get the contact that it holds back, if it is one, and its name`() throws {
    let bot = try load(
      """
      on("limit", function(contact, limit)
        log(limit .. ": " .. (contact and contact.codename or "everybody"))
      end)
      """)
    for (notice, line) in [
      (LimitNotice(.messagesPerHour), "messages_per_hour: everybody"),
      (
        LimitNotice(.contactBytesPerHour, contact: .alice),
        "contact_bytes_per_hour: \(Contact.alice.codename)"
      ),
    ] {
      let outcome = bot.handle(.limit(notice), state: FixedState(), now: .monday)
      #expect(outcome.effects == [.log(line)] && outcome.failure == nil)
    }
  }

  @Test func `of unknown events are refused`() {
    #expect {
      try load("\non('massage', print)")
    } throws: { error in
      let failure = error as? RuleFailure
      return failure?.line == 2
        && failure?.message
          == "there is no event \"massage\"; "
          + "there are message, contact, request, online, offline, call, file, file_done, "
          + "file_sent, file_failed, invitation, timer, "
          + "confirm, deadline, "
          + "limit"
    }
  }

  @Test func `cannot be added later`() throws {
    #expect(
      try run("on('message', print)").failure?.message == "on belongs at the top of the file")
  }

  @Test func `cannot answer without a contact`() throws {
    let bot = try load("on('timer', function(timer) log(timer.contact) end)")
    let timer = RuleTimer(name: "daily", contact: nil, payload: "")
    let outcome = bot.handle(.timer(timer), state: FixedState(), now: .monday)
    #expect(outcome.effects == [.log("nil")])
  }
}

@Suite struct `Commands` {
  private let source = """
    command("Add", "adds numbers", function(message)
      local sum = 0
      for _, word in ipairs(message.words) do sum = sum + tonumber(word) end
      message:reply(message.command .. " " .. message.arguments .. " = " .. sum)
    end)
    command("maybe", "declines", function(message) return false end)
    command("help", "", help)
    on("message", function(message)
      message:reply("message: " .. tostring(message.command) .. message.arguments)
    end)
    """

  @Test(arguments: ["add 1 2", "/add 1 2", "!add 1 2", "ADD  1 2 ", " /Add 1 2\n"])
  func `are found by the first word, in any case, with or without a sign`(_ text: String) throws {
    #expect(try load(source).hear(text).replies == ["add 1 2 = 3"])
  }

  @Test(arguments: ["address 1", "please add 1", "//add", "/ add", ""])
  func `are not found elsewhere`(_ text: String) throws {
    #expect(try load(source).hear(text).replies == ["message: nil\(text)"])
  }

  @Test func `are not found in an action`() throws {
    #expect(try load(source).hear("add 1", kind: .action).replies == ["message: niladd 1"])
  }

  @Test func `that return false leave the message to the other handlers`() throws {
    #expect(try load(source).hear("maybe not").replies == ["message: nilmaybe not"])
  }

  @Test func `are listed by help and by commands()`() throws {
    let bot = try load(source)
    #expect(bot.hear("help").replies == ["!add: adds numbers\n!maybe: declines\n!help"])
    #expect(bot.commands.map(\.name) == ["add", "maybe", "help"])
    let listing = try load(
      """
      command("a", "first", print)
      on("message", function(message) message:reply(json.encode(commands())) end)
      """)
    #expect(listing.hear("x").replies == [#"[{"help":"first","name":"a"}]"#])
  }

  @Test(arguments: ["", "two words", "/slash", "add"])
  func `need one word of their own`(_ name: String) {
    #expect(throws: RuleFailure.self) {
      try load("command('add', '', print) command('\(name)', '', print)")
    }
  }
}

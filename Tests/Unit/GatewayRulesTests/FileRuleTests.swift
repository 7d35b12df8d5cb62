import GatewayCore
import GatewayRules
import Testing

/// `on("file", …)` and what follows, and files that rules send.
@Suite struct `Rules for files` {
  private static let offered = FileItem(
    id: MessageID(7), contact: Contact.alice.key, direction: .inbound,
    name: FileName("../minutes\u{202E}.pdf"), size: 1_200, state: .offered, at: .monday)

  private func handle(_ source: String, _ event: RuleEvent) throws -> RuleOutcome {
    try load("files { accept = 'ask' } \(source)")
      .handle(event, state: FixedState(), now: .monday)
  }

  private func offer(_ body: String) throws -> RuleOutcome {
    try handle("on('file', function(file) \(body) end)", .file(Self.offered, .alice))
  }

  @Test func `see what is offered, with a name made harmless`() throws {
    let outcome = try offer(
      """
      file:reply(file.id .. " " .. file.name .. " " .. file.size .. " " .. file.kind .. " "
        .. file.contact.name .. " " .. file.direction .. " " .. tostring(file.type) .. " "
        .. tostring(file.failure) .. " " .. file.received .. " " .. file.time)
      log(#file.claimed_name)
      """)
    #expect(outcome.replies == ["7 minutes.pdf 1200 file Alice in nil nil 0 1767607200"])
    #expect(outcome.effects.last == .log("17"))
  }

  @Test func `take, refuse and keep one`() throws {
    #expect(try offer("file:accept() file:accept()").effects == [.acceptFile(MessageID(7))])
    #expect(
      try offer("file:refuse('too\\r\\nlarge')").effects == [
        .refuseFile(MessageID(7), text: "too\nlarge")
      ])
    #expect(try offer("file:refuse()").effects == [.refuseFile(MessageID(7), text: nil)])
    #expect(
      try offer("file:accept() file:keep() file:keep()").effects == [
        .acceptFile(MessageID(7)), .keepFile(MessageID(7)),
      ])
  }

  @Test func `can't both take and refuse one`() throws {
    #expect(
      try offer("file:accept() file:refuse()").failure?.message == "this file was accepted before")
    #expect(
      try offer("file:refuse() file:accept()").failure?.message == "this file was refused before")
  }

  @Test func `of a bot that takes none only reply, as ever`() throws {
    let refused = RuleEvent.offer(.alice, .file(name: "a/b.pdf", size: nil, kind: 0))
    let bot = try load(
      """
      on("file", function(offer) offer:reply(offer.kind .. " " .. offer.name .. " " .. tostring(offer.size)) end)
      """)
    #expect(
      bot.handle(refused, state: FixedState(), now: .monday).replies == ["file b.pdf nil"])
    for (call, reason) in [
      (
        "file:accept()",
        #"this bot takes no files: files { accept = "ask" } lets its rules take some"#
      ),
      ("file:keep()", "there is nothing to keep of a file that was refused or has failed"),
      ("file:forward('desk')", "a file that was refused before it was stored can't be forwarded"),
    ] {
      let failure = try handle(
        "webhook 'desk' { url = 'https://desk.example' } on('file', function(file) \(call) end)",
        refused
      ).failure
      #expect(failure?.message == reason)
    }
  }

  @Test func `hear of a whole file, of one that was sent, and of one that failed`() throws {
    var whole = Self.offered
    whole.state = .whole
    whole.type = "application/pdf"
    whole.digest = [0xAB, 0x01]
    var sent = whole
    sent.direction = .outbound
    let source = """
      on("file_done", function(file) log("done " .. file.type .. " " .. file.sha256) end)
      on("file_sent", function(file) log("sent " .. file.direction) end)
      on("file_failed", function(file) log("failed " .. file.failure) end)
      """
    #expect(
      try handle(source, .fileDone(whole, .alice)).effects == [.log("done application/pdf ab01")])
    #expect(try handle(source, .fileDone(sent, .alice)).effects == [.log("sent out")])
    #expect(
      try handle(source, .fileFailed(whole, .alice, .overLimit)).effects == [
        .log("failed over-limit")
      ])
    #expect(
      try handle("on('file_done', function(file) file:accept() end)", .fileDone(whole, .alice))
        .failure?.message == "this file is whole already")
  }

  @Test func `tell a webhook as much of one as it is sent`() throws {
    var whole = Self.offered
    whole.state = .whole
    whole.type = "application/pdf"
    whole.digest = [0xAB, 0x01]
    func body(_ send: String) throws -> String {
      let outcome = try handle(
        """
        webhook "desk" { url = "https://desk.example", send = "\(send)" }
        on("file_done", function(file) file:forward("desk"\(send == "full" ? ", { urgent = true }" : "")) end)
        """, .fileDone(whole, .alice))
      guard case .deliver(let event, "desk", let contact)? = outcome.effects.first else {
        Issue.record("\(outcome)")
        return ""
      }
      #expect(contact == (send == "notice" ? nil : Contact.alice.key))
      return event.json
    }
    #expect(
      try body("full") == #"{"type":"file","timestamp":"2026-01-05T10:00:00.000Z","data":{"#
        + #""id":7,"contact":{"codename":"amber-heron","name":"Alice","public_status":null},"#
        + #""direction":"in","file":"minutes.pdf","size":1200,"state":"whole","#
        + #""type":"application/pdf","sha256":"ab01","time":"2026-01-05T10:00:00.000Z","#
        + #""path":"/v1/files/7/content","extra":{"urgent":true}},"version":1}"#)
    #expect(try body("message").contains(#""contact":{},"direction":"in""#))
    #expect(
      try body("thin") == #"{"type":"file","timestamp":"2026-01-05T10:00:00.000Z","#
        + #""data":{"id":7,"contact":{}},"version":1}"#)
    #expect(try body("notice").contains(#""data":{}"#))
  }

  @Test func `send one by its path or its number`() throws {
    func effects(_ call: String) throws -> RuleOutcome {
      try run("message.contact:\(call)")
    }
    let alice = Contact.alice.key
    #expect(
      try effects("send_file('reports/a b.pdf')").effects == [
        .sendFile(to: alice, .path("reports/a b.pdf"), name: nil, lifetime: nil)
      ])
    #expect(
      try effects("send_file(7, { name = '../x.pdf', expires = '1d' })").effects == [
        .sendFile(to: alice, .stored(MessageID(7)), name: "x.pdf", lifetime: 86_400_000)
      ])
    for (call, reason) in [
      ("send_file('a/../../etc/passwd')", #"the path of a file has a ".." in it"#),
      ("send_file('')", "the path of a file is a text of at most 1024 bytes"),
      ("send_file('a\\0b')", "the path of a file is a text of at most 1024 bytes"),
      ("send_file()", "a file must be a path or the id of a stored one, not nothing"),
      ("send_file(0)", "a file must be a path or the id of a stored one, not a number"),
      (
        "send_file('a', { expires = 'soon' })",
        "expires of a file must be a time like 1h, from 1s to 366d"
      ),
      ("send_file('a', { nme = 'x' })", "a file has no option 'nme'; it knows name, expires"),
    ] {
      #expect(try effects(call).failure?.message == reason)
    }
  }

  @Test func `that fail do not repeat a name`() throws {
    let failure = try offer("error('no ' .. file.claimed_name)").failure
    #expect(failure?.message.contains("minutes") == false)
  }
}

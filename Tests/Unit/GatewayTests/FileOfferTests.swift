import Foundation
import GatewayCore
import GatewayTestSupport
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// Files that contacts offer, from the offer to the acknowledgement of their last data.
@Suite struct `Files of contacts` {
  static let everyone = #"files { accept = "everyone", max = "1MB", per_contact = "2MB" }"#

  private static func id(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }

  private func offer(
    _ token: UInt64, _ name: String = "list.pdf", by number: UInt8 = 1, size: UInt64? = 1_000,
    id: UInt8 = 7, kind: UInt32 = 0
  ) -> NetworkEvent {
    .fileOffered(
      OfferedFile(
        token: FileToken(token), contact: key(number), name: name, size: size,
        fileID: Self.id(id), kind: kind))
  }

  private func bench(_ rules: String? = everyone) throws -> WorkerBench {
    let bench = try WorkerBench(rules)
    try bench.befriend(1)
    try bench.befriend(2)
    _ = bench.network.takeWords()
    return bench
  }

  private func states(_ bench: WorkerBench) throws -> [FileItem.State] {
    try bench.store.read { reader throws(StoreError) in
      try reader.files(FileFilter()).reversed().map(\.state)
    }
  }

  private func files(_ bench: WorkerBench) throws -> [FileItem] {
    try bench.store.read { reader throws(StoreError) in
      try reader.files(FileFilter()).reversed()
    }
  }

  @Test func `the last data is acknowledged once the whole file is committed`() throws {
    let bench = try bench()
    bench.receive(offer(1))
    #expect(bench.network.takeWords() == ["receive 1 from 0"])
    let id = try #require(try files(bench).first?.id)
    bench.receive(.file(id, .durable(400, type: "application/pdf")))
    #expect(bench.network.takeWords() == [])
    #expect(try files(bench).first?.position == 400)
    bench.receive(
      .file(id, .whole(size: 1_000, digest: [1, 2, 3], type: "application/pdf")))
    #expect(bench.network.takeWords() == ["acknowledge file \(id.rawValue)"])
    let file = try #require(try files(bench).first)
    #expect(file.state == .whole && file.digest == [1, 2, 3] && file.type == "application/pdf")
    #expect(bench.reports.lines("file").count == 4)
  }

  @Test func `a file that is offered again goes on where it was durable, after a restart too`()
    throws
  {
    let bench = try bench()
    bench.receive(offer(1))
    let id = try #require(try files(bench).first?.id)
    bench.receive(.file(id, .durable(400, type: nil)), .offline(key(1)))
    let again = try bench.restarted(Self.everyone)
    again.receive(.online(key(1)))
    _ = again.network.takeWords()
    again.receive(offer(9))
    #expect(again.network.takeWords() == ["receive 9 from 400"])
    again.receive(offer(10))
    #expect(again.network.takeWords() == ["refuse 10"], "the same file twice in one session")
    #expect(try states(again) == [.accepted])
  }

  @Test func `a whole file whose sender missed the acknowledgement is not taken twice`() throws {
    let bench = try bench()
    bench.receive(offer(1))
    let id = try #require(try files(bench).first?.id)
    bench.receive(.file(id, .whole(size: 1_000, digest: [1], type: nil)), .offline(key(1)))
    bench.receive(.online(key(1)))
    _ = bench.network.takeWords()
    bench.receive(offer(2))
    #expect(bench.network.takeWords() == ["satisfy 2 of 1000"])
    #expect(try states(bench) == [.whole])
  }

  @Test func `a file that grew is another one, and so is one that ended`() throws {
    let bench = try bench()
    bench.receive(offer(1))
    let id = try #require(try files(bench).first?.id)
    bench.receive(.file(id, .failed(.malformed)))
    #expect(try states(bench) == [.ended])
    bench.receive(offer(2), offer(3, size: 1_001))
    #expect(try states(bench) == [.ended, .accepted, .accepted])
    #expect(
      bench.network.takeWords() == [
        "receive 1 from 0", "discard \(id.rawValue)", "receive 2 from 0", "receive 3 from 0",
      ])
  }

  @Test func `files over the limits are refused with a reason`() throws {
    let bench = try bench()
    bench.receive(offer(1, size: 1_000_001, id: 1), offer(2, size: 1_000_000, id: 2))
    bench.receive(offer(3, size: 1_000_000, id: 3), offer(4, size: 1, id: 4))
    bench.receive(offer(5, by: 2, size: 1_000_000, id: 5), offer(6, size: .max, id: 6))
    let words = bench.network.takeWords()
    #expect(
      words.filter { !$0.hasPrefix("send") } == [
        "refuse 1", "receive 2 from 0", "receive 3 from 0", "refuse 4",
        "receive 5 from 0",
        "refuse 6",
      ])
    #expect(words.count { $0.hasPrefix("send 1") } == 3, "the contact is told why")
    #expect(
      try files(bench).map(\.failure) == [.overLimit, nil, nil, .overLimit, nil, .overLimit])
  }

  @Test func `more files at once than a contact may have are refused without a trace`() throws {
    let bench = try bench(#"files { accept = "everyone", max = "1kB" }"#)
    for number in 1...20 as ClosedRange<UInt8> {
      bench.receive(offer(UInt64(number), size: 10, id: number))
    }
    _ = bench.network.takeWords()
    for number in 21...200 as ClosedRange<UInt8> {
      bench.receive(offer(UInt64(number), size: 10, id: number))
    }
    #expect(bench.network.takeWords() == (21...200).map { "refuse \($0)" })
    #expect(try states(bench).count == 20)
  }

  @Test func `files of sessions that are over do not pile up`() throws {
    let bench = try bench(#"files { accept = "everyone", max = "1kB" }"#)
    for round in 0..<3 {
      for number in 1...20 as ClosedRange<UInt8> {
        bench.receive(offer(UInt64(number), size: 10, id: UInt8(round) * 20 + number))
      }
      bench.receive(.offline(key(1)), .online(key(1)))
    }
    #expect(try states(bench).count { $0 == .accepted } == 20)
    #expect(try states(bench).count == 60)
    #expect(try files(bench).first?.failure == .expired)
  }

  @Test func `a rule refuses, and with ask nothing is taken without one`() throws {
    let bench = try bench(
      """
      files { accept = "ask" }
      on("file", function(file)
        if file.name == "yes.txt" then file:accept() end
        if file.name == "no.txt" then file:refuse("not this one") end
      end)
      on("file_done", function(file) log("done " .. file.name) end)
      on("file_failed", function(file) log("failed " .. file.name .. " " .. file.failure) end)
      """)
    bench.receive(
      offer(1, "yes.txt", id: 1), offer(2, "no.txt", id: 2), offer(3, "later.txt", id: 3))
    let words = bench.network.takeWords()
    #expect(words.contains("receive 1 from 0") && words.contains("refuse 2"))
    #expect(words.contains("send 1 not this one"))
    #expect(try states(bench) == [.accepted, .refused, .offered])
    let yes = try #require(try files(bench).first?.id)
    bench.receive(.file(yes, .whole(size: 1_000, digest: [1], type: nil)))
    #expect(bench.reports.lines("log").contains { $0.contains("done yes.txt") })
    // The contact is away when a person decides: its client offers the file again.
    let later = try #require(try files(bench).last?.id)
    bench.receive(.offline(key(1)))
    try bench.ask(.accept(later))
    bench.receive(.online(key(1)), offer(4, "later.txt", id: 3))
    #expect(bench.network.takeWords().contains("receive 4 from 0"))
    bench.receive(.file(later, .failed(.cancelledByContact)))
    #expect(
      bench.reports.lines("log").contains { $0.contains("failed later.txt cancelled-by-contact") })
  }

  @Test func `a file of a type that the bot does not take ends when its type is known`() throws {
    let bench = try bench(#"files { accept = "everyone", types = { "image/*" } }"#)
    bench.receive(offer(1, id: 1), offer(2, id: 2), offer(3, id: 3))
    let ids = try files(bench).map(\.id)
    _ = bench.network.takeWords()
    bench.receive(
      .file(ids[0], .durable(100, type: "application/zip")),
      .file(ids[1], .whole(size: 1_000, digest: [1], type: "text/plain")),
      .file(ids[2], .whole(size: 1_000, digest: [1], type: "image/png")))
    #expect(
      bench.network.takeWords().filter { !$0.hasPrefix("send") } == [
        "discard \(ids[0].rawValue)", "discard \(ids[1].rawValue)",
        "acknowledge file \(ids[2].rawValue)",
      ])
    #expect(try files(bench).map(\.failure) == [.type, .type, nil])
  }

  @Test func `avatars, and files of peers that are no contacts, are refused without a word`() throws
  {
    let bench = try bench()
    bench.receive(offer(1, kind: OfferedFile.avatarKind), offer(2, by: 9))
    #expect(bench.network.takeWords() == ["refuse 1", "refuse 2"])
    #expect(try states(bench).isEmpty)
  }

  @Test func `an avatar that is wanted is a file like others, but of 64 KiB, and taken once`()
    throws
  {
    let bench = try bench(
      """
      files { accept = "ask", avatars = true }
      on("file", function(file)
        log(file.kind .. " " .. file.name)
        file:accept()
      end)
      """)
    let kind = OfferedFile.avatarKind
    bench.receive(
      offer(1, size: 65_537, kind: kind), offer(2, size: 0, kind: kind),
      offer(3, size: nil, kind: kind))
    #expect(bench.network.takeWords() == ["refuse 1", "refuse 2", "refuse 3"])
    bench.receive(offer(4, "avatar.png", size: 65_536, kind: kind), offer(5, id: 8))
    #expect(bench.network.takeWords() == ["receive 4 from 0", "receive 5 from 0"])
    let lines = bench.reports.lines("log")
    #expect(lines.contains { $0.contains("avatar avatar.png") })
    #expect(lines.contains { $0.contains("file list.pdf") })
    let events = bench.reports.lines("file")
    #expect(events.contains { $0.contains("avatar.png") && $0.contains("\"avatar\":true") })
    #expect(!events.contains { $0.contains("list.pdf") && $0.contains("\"avatar\"") })
    #expect(
      try files(bench).map { FileSummary($0, of: Codename(text: "amber-heron")).isAvatar } == [
        true, nil,
      ])
    let id = try #require(try files(bench).first?.id)
    bench.receive(.file(id, .whole(size: 65_536, digest: [1], type: "image/png")))
    _ = bench.network.takeWords()
    bench.receive(.offline(key(1)), .online(key(1)), offer(6, size: 65_536, kind: kind))
    #expect(bench.network.takeWords() == ["refuse 6"])
    #expect(try files(bench).count == 2)
  }

  @Test(arguments: ["", #"files { accept = "nobody" }"#, #"inbox { keep = "nothing" }"#])
  func `a bot that takes no files says so once a day`(_ rules: String) throws {
    let bench = try bench(rules)
    bench.receive(offer(1), offer(2))
    #expect(
      bench.network.takeWords() == [
        "refuse 1", "refuse 2",
        "send 1 This bot takes no files: yours was refused. Please write what is in it.",
      ])
    #expect(bench.reports.lines("file_offer").count == 2)
    #expect(try states(bench).isEmpty)
  }

  @Test func `what is forgotten under way is stopped, and its bytes removed`() throws {
    let bench = try bench()
    bench.receive(offer(1))
    let id = try #require(try files(bench).first?.id)
    _ = bench.network.takeWords()
    bench.receive(.control(.command(.contactRemove(ContactReference(key(1).hexadecimal)))) { _ in })
    #expect(bench.network.takeWords().contains("discard \(id.rawValue)"))
    bench.receive(.file(id, .whole(size: 1_000, digest: [1], type: nil)))
    #expect(bench.network.takeWords() == ["discard \(id.rawValue)"])
  }

  @Test func `an offer that its sender takes back is over, and can't be taken`() throws {
    let bench = try bench(#"files { accept = "ask" }"#)
    bench.receive(offer(1))
    let id = try #require(try files(bench).first?.id)
    bench.receive(.fileWithdrawn(FileToken(1)), .fileWithdrawn(FileToken(9)))
    #expect(try files(bench).map(\.failure) == [.cancelledByContact])
    _ = bench.network.takeWords()
    try bench.ask(.accept(id))
    #expect(bench.network.takeWords() == [])
  }

  @Test func `a commit that the disk refuses acknowledges nothing`() throws {
    let directory = try WorkerBench.Directory()
    let disk = try TestDisk(under: directory)
    let bench = try WorkerBench(Self.everyone, in: directory)
    try bench.befriend(1)
    bench.receive(offer(1))
    let id = try #require(try files(bench).first?.id)
    _ = bench.network.takeWords()
    let whole = EngineInput.network([.file(id, .whole(size: 1_000, digest: [1], type: nil))])
    disk.set(.full)
    bench.worker.engine.advance(with: [whole])
    bench.worker.engine.advance(with: [.network([.offline(key(1))])])
    #expect(bench.network.takeWords() == [])
    disk.set(nil)
    bench.clock.advance(seconds: 2)
    bench.worker.engine.advance(with: [])
    #expect(bench.network.takeWords() == ["acknowledge file \(id.rawValue)"])
    #expect(try states(bench) == [.whole])
  }
}

extension WorkerBench {
  /// As a person's command does.
  func ask(_ request: FileRequest) throws {
    let engine = worker.engine
    try engine.attempt { () throws(StoreError) in
      var after = AfterCommit()
      let now = engine.beginNow()
      try store.write(online: engine.memory.online) { transaction throws(StoreError) in
        try engine.handle(request, in: transaction, now: now, &after)
      }
      return after
    }
  }
}

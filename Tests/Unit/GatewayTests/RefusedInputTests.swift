import GRDB
import GatewayCore
import GatewayTestSupport
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// An input that the database refuses for what it is. A trigger stands for a fault of ours.
@Suite struct `An input that the database refuses` {
  private static let rules = """
    on("message", function(message)
      message:keep()
      message:reply("re " .. message.text)
    end)
    """

  private let bench: WorkerBench
  private let trigger: DatabaseQueue

  init() throws {
    bench = try WorkerBench(Self.rules)
    for contact in 1...3 as ClosedRange<UInt8> { try bench.befriend(contact) }
    trigger = try DatabaseQueue(path: bench.path + "/state.sqlite")
    try trigger.write {
      try $0.execute(
        sql: """
          CREATE TRIGGER refuses BEFORE INSERT ON items
          WHEN instr(new.content, CAST('unstorable' AS BLOB)) > 0
          BEGIN SELECT RAISE(ABORT, 'not this one'); END
          """)
    }
    _ = bench.network.takeWords()
  }

  @Test func `is dropped, and delays no other`() throws {
    receive(
      message("one", by: 1, at: 1), message("unstorable", by: 2, at: 1),
      message("behind it", by: 2, at: 2), message("three", by: 3, at: 1))
    #expect(
      bench.network.takeWords() == [
        "consume 1 1", "send 1 re one", "reconnect 2", "consume 3 1", "send 3 re three",
      ])
    #expect(try bench.inbox() == ["one", "three"])
    #expect(bench.worker.engine.timeToWait == nil, "nothing waits")
    #expect(bench.reports.lines("log").count == 1)
  }

  @Test func `leaves what its sender sent afterwards to the next session`() throws {
    receive(message("unstorable", by: 2, at: 1), message("behind it", by: 2, at: 2))
    #expect(bench.network.takeWords() == ["reconnect 2"])
    receive(.offline(key(2)), .online(key(2)))
    try trigger.write { try $0.execute(sql: "DROP TRIGGER refuses") }
    receive(message("unstorable", by: 2, at: 1), message("behind it", by: 2, at: 2))
    #expect(try bench.inbox() == ["unstorable", "behind it"])
    #expect(try bench.store.check() == [])
  }

  @Test func `ends the file that waits for it`() throws {
    let bench = try WorkerBench(#"files { accept = "everyone" }"#)
    try bench.befriend(1)
    let offer = OfferedFile(
      token: FileToken(1), contact: key(1), name: "list.pdf", size: 1_000,
      fileID: [UInt8](repeating: 7, count: 32), kind: 0)
    bench.worker.engine.advance(with: [.network([.fileOffered(offer)])])
    let id = try #require(try state(of: bench)?.id)
    try DatabaseQueue(path: bench.path + "/state.sqlite").write {
      try $0.execute(
        sql: """
          CREATE TRIGGER refuses BEFORE UPDATE OF digest ON files WHEN new.digest IS NOT NULL
          BEGIN SELECT RAISE(ABORT, 'not this one'); END
          """)
    }
    _ = bench.network.takeWords()
    let whole = FileNews.whole(size: 1_000, digest: [1, 2, 3], type: nil)
    bench.worker.engine.advance(with: [.network([.file(id, whole)])])
    #expect(bench.network.takeWords() == ["discard \(id.rawValue)"])
    let file = try state(of: bench)
    #expect(file?.state == .ended && file?.failure == .unreadable)
    #expect(bench.worker.engine.timeToWait == nil, "nothing waits")
  }

  private func state(of bench: WorkerBench) throws -> FileItem? {
    try bench.store.read { reader throws(StoreError) in try reader.files(FileFilter()).first }
  }

  @Test func `waits with all others where it is the disk that refuses`() throws {
    let directory = try WorkerBench.Directory()
    let disk = try TestDisk(under: directory)
    let bench = try WorkerBench(Self.rules, in: directory)
    try bench.befriend(1)
    disk.set(.full)
    bench.worker.engine.advance(with: [.network([message("one", by: 1, at: 1)])])
    #expect(bench.worker.engine.timeToWait == 1_000)
    disk.set(nil)
    bench.clock.advance(seconds: 1)
    bench.worker.engine.advance(with: [])
    #expect(bench.network.takeWords() == ["consume 1 1", "send 1 re one"])
    #expect(bench.reports.lines("log") == [])
  }

  private func receive(_ events: NetworkEvent...) {
    bench.worker.engine.advance(with: [.network(events)])
  }
}

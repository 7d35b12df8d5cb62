import Foundation
import Synchronization
import Testing

@testable import Gateway

/// The ways in which editors, deployment tools and containers change a bot's file.
@Suite(.timeLimit(.minutes(2))) final class `Watching files` {
  private let folder = NSTemporaryDirectory() + "postern-watch-" + UUID().uuidString
  private let changes = Changes()

  init() throws { try makeFolder("") }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// The reports of the watcher.
  private final class Changes: Sendable {
    let count = Mutex(0)
    let problems = Mutex<[String]>([])
  }

  private func path(_ name: String) -> String { name.isEmpty ? folder : "\(folder)/\(name)" }

  private func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: path(name), withIntermediateDirectories: true)
  }

  private func write(_ text: String, to name: String, atomically: Bool = false) throws {
    try text.write(toFile: path(name), atomically: atomically, encoding: .utf8)
  }

  private func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path(name))
  }

  private func move(_ name: String, over other: String) {
    #expect(rename(path(name), path(other)) == 0)
  }

  private func link(_ name: String, to target: String) {
    #expect(symlink(target, path(name)) == 0)
  }

  private func watch(
    _ name: String, interval: TimeInterval = 2, openWatches: (() -> Int32)? = nil
  ) -> RuleWatcher {
    let changes = changes
    let cannotWait: @Sendable (String) -> Void = { problem in
      changes.problems.withLock { $0.append(problem) }
    }
    let changed: @Sendable () -> Void = { changes.count.withLock { $0 += 1 } }
    guard let openWatches else {
      return RuleWatcher(path: path(name), cannotWait: cannotWait, changed: changed)
    }
    return RuleWatcher(
      path: path(name), interval: interval, openWatches: openWatches, cannotWait: cannotWait,
      changed: changed)
  }

  /// Makes a change and waits until the watcher has reported it.
  private func expectNoticed(_ change: () throws -> Void) async throws {
    let before = changes.count.withLock { $0 }
    try change()
    while changes.count.withLock({ $0 }) <= before { try await Task.sleep(for: .milliseconds(5)) }
  }

  @Test func `a write and a rename are both seen, those of other files are not`() async throws {
    try write("old", to: "bot.lua")
    let watcher = watch("bot.lua")
    for _ in 0..<20 { try write("x", to: "other.lua") }
    try await expectNoticed { try write("written", to: "bot.lua") }
    #expect(changes.count.withLock { $0 } < 20)
    // An editor's way: a new file, renamed over the old one.
    try await expectNoticed { try write("renamed", to: "bot.lua", atomically: true) }
    // Another one: the old file is moved away first.
    try await expectNoticed {
      move("bot.lua", over: "bot.lua~")
      try write("anew", to: "bot.lua")
    }
    #expect(changes.problems.withLock { $0 } == [])
    withExtendedLifetime(watcher) {}
  }

  @Test func `a ConfigMap is swapped by turning its data link`() async throws {
    for (version, text) in [("..1", "old"), ("..2", "new"), ("..3", "newest")] {
      try makeFolder(version)
      try write(text, to: "\(version)/bot.lua")
    }
    link("..data", to: "..1")
    link("bot.lua", to: "..data/bot.lua")
    let watcher = watch("bot.lua")
    for version in ["..2", "..3"] {
      try await expectNoticed {
        link("..data_tmp", to: version)
        move("..data_tmp", over: "..data")
      }
    }
    withExtendedLifetime(watcher) {}
  }

  @Test func `the target of a link is edited and replaced`() async throws {
    try makeFolder("real")
    try write("old", to: "real/bot.lua")
    link("bot.lua", to: path("real/bot.lua"))
    let watcher = watch("bot.lua")
    try await expectNoticed { try write("edited", to: "real/bot.lua") }
    try await expectNoticed { try write("replaced", to: "real/bot.lua", atomically: true) }
    try await expectNoticed { try write("edited again", to: "real/bot.lua") }
    withExtendedLifetime(watcher) {}
  }

  @Test func `a link is removed and created again`() async throws {
    try write("old", to: "1.lua")
    try write("new", to: "2.lua")
    link("bot.lua", to: "1.lua")
    let watcher = watch("bot.lua")
    try await expectNoticed {
      try remove("bot.lua")
      link("bot.lua", to: "2.lua")
    }
    try await expectNoticed { try write("edited", to: "2.lua") }
    withExtendedLifetime(watcher) {}
  }

  @Test func `a release is put in place by turning a link to its directory`() async throws {
    for version in ["1", "2"] {
      try makeFolder("releases/\(version)/bots")
      try write(version, to: "releases/\(version)/bots/bot.lua")
    }
    link("current", to: "releases/1")
    let watcher = watch("current/bots/bot.lua")
    try await expectNoticed {
      try remove("current")
      link("current", to: "releases/2")
    }
    try await expectNoticed { try write("edited", to: "releases/2/bots/bot.lua") }
    withExtendedLifetime(watcher) {}
  }

  @Test func `the directory is replaced, by a rename and by a new one`() async throws {
    for name in ["bots", "fresh"] {
      try makeFolder(name)
      try write(name, to: "\(name)/bot.lua")
    }
    let watcher = watch("bots/bot.lua")
    try await expectNoticed {
      move("bots", over: "old")
      move("fresh", over: "bots")
    }
    try await expectNoticed { try write("edited", to: "bots/bot.lua") }
    try await expectNoticed {
      try remove("bots")
      try makeFolder("bots")
      try write("made anew", to: "bots/bot.lua")
    }
    try await expectNoticed { try write("edited again", to: "bots/bot.lua") }
    withExtendedLifetime(watcher) {}
  }

  @Test func `without kernel watches the file is polled, and this is said once`() async throws {
    try write("old", to: "bot.lua")
    let watcher = watch("bot.lua", interval: 0.05) {
      errno = EMFILE
      return -1
    }
    try await expectNoticed { try write("new text", to: "bot.lua") }
    try await expectNoticed { try write("replaced", to: "bot.lua", atomically: true) }
    let problems = changes.problems.withLock { $0 }
    #expect(problems.count == 1)
    #expect(problems.first?.contains("Too many open files") == true, "\(problems)")
    withExtendedLifetime(watcher) {}
  }

  @Test func `a file that was removed is reported when it is back`() async throws {
    try write("old", to: "bot.lua")
    let watcher = watch("bot.lua")
    try await expectNoticed {
      try remove("bot.lua")
      try write("new", to: "bot.lua")
    }
    withExtendedLifetime(watcher) {}
  }
}

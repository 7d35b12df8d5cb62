import Foundation
import GatewayCore
import Testing

@testable import GatewayStore

@Suite struct `The lock of a home` {
  let directory: TemporaryHome
  let home: Home

  init() throws {
    directory = try TemporaryHome()
    home = try Home(path: directory.path)
  }

  @Test func `a second process is told which one has the home`() throws {
    let lock = try HomeLock(home)
    #expect(throws: StoreError.homeInUse(path: home.path, HomeLock.Holder(process: getpid()))) {
      try HomeLock(home)
    }
    lock.release()
  }

  @Test func `one with patience gets it as soon as the other is done`() async throws {
    let lock = try HomeLock(home)
    async let second = Task.detached { [home] in try HomeLock(home, patience: 60_000) }.value
    lock.release()
    let own = try await second
    #expect(throws: StoreError.self) { try HomeLock(home, patience: 40) }
    own.release()
  }

  @Test func `a released home can be locked again`() throws {
    try HomeLock(home).release()
    let lock = try HomeLock(home)
    lock.release()
    lock.release()
  }

  @Test func `the lock of a process that was killed is free`() throws {
    let holder = Process()
    holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    holder.arguments = ["--no-fork", home.path + "/lock", "sleep", "60"]
    try holder.run()
    #expect(try eventually { Self.isTaken(home) })
    kill(holder.processIdentifier, SIGKILL)
    holder.waitUntilExit()
    #expect(try eventually { !Self.isTaken(home) })
  }

  @Test(arguments: [ENOLCK, EOPNOTSUPP, ENOSYS, EIO])
  func `a file system without locks is not a home in use`(code: Int32) {
    let holder = HomeLock.Holder(process: 4711)
    let error = HomeLock.error(code, path: "/x", holder: holder)
    #expect(error == .noLocks(path: "/x", reason: String(cString: strerror(code))))
    #expect(!error.description.contains("4711") && error.description.contains("file system"))
    #expect(
      HomeLock.error(EWOULDBLOCK, path: "/x", holder: holder) == .homeInUse(path: "/x", holder))
  }

  @Test func `a process of another machine is named with its machine`() throws {
    let file = open(home.path + "/lock", O_RDWR | O_CREAT, 0o600)
    defer { close(file) }
    #expect(flock(file, LOCK_EX) == 0)
    try "4711 elsewhere\n".write(toFile: home.path + "/lock", atomically: false, encoding: .utf8)
    let holder = HomeLock.Holder(process: 4711, machine: "elsewhere")
    #expect(throws: StoreError.homeInUse(path: home.path, holder)) { try HomeLock(home) }
    #expect(HomeLock.holder(ofHome: home.path) == nil, "it is no process of this machine")
    try "4711\n".write(toFile: home.path + "/lock", atomically: false, encoding: .utf8)
    #expect(HomeLock.holder(ofHome: home.path) == 4711, "an older version wrote no machine")
  }

  private static func isTaken(_ home: Home) -> Bool {
    (try? HomeLock(home)) == nil
  }
}

/// Repeats a check until it holds, for at most a minute.
func eventually(_ condition: () throws -> Bool) throws -> Bool {
  let end = ContinuousClock.now + .seconds(60)
  while ContinuousClock.now < end {
    if try condition() { return true }
    usleep(10_000)
  }
  return false
}

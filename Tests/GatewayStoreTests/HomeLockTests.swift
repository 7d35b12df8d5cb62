import Foundation
import GatewayCore
import Testing

@testable import GatewayStore

@Suite struct HomeLockTests {
  let directory: TemporaryHome
  let home: Home

  init() throws {
    directory = try TemporaryHome()
    home = try Home(path: directory.path)
  }

  @Test func `a second one is told which process has the home`() throws {
    let lock = try HomeLock(home)
    #expect(throws: StoreError.homeInUse(path: home.path, process: getpid())) {
      try HomeLock(home)
    }
    lock.release()
  }

  @Test func `a home that was given back can be taken again`() throws {
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

  private static func isTaken(_ home: Home) -> Bool {
    (try? HomeLock(home)) == nil
  }
}

/// Asks again until it holds, for at most ten seconds.
func eventually(_ condition: () throws -> Bool) throws -> Bool {
  let end = ContinuousClock.now + .seconds(10)
  while ContinuousClock.now < end {
    if try condition() { return true }
    usleep(10_000)
  }
  return false
}

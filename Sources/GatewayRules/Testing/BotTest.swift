public import GatewayCore

/// Runs the tests that are written in Lua beside a bot: `bots/echo_test.lua`.
public enum BotTest {
  public struct Result: Hashable, Sendable {
    /// The sentence given to `test`, or the file's name when it could not be loaded.
    public var name: String
    public var passed: Bool
    /// What went wrong.
    public var message: String?
    public var file: String
    public var line: Int?
  }

  /// Tests drive many events and check large tables; they are the owner's own.
  static let budget = RuleBudget(
    instructions: 500_000_000, milliseconds: 30_000, memoryBytes: 128 << 20, blockBytes: 16 << 20)

  /// Runs one file.
  ///
  /// - Parameters:
  ///   - only: runs those tests alone whose sentence holds this, in whatever case.
  ///   - print: takes what the test's file prints.
  ///   - load: gives the text of the file that `load_bot` names, relative to the test's own folder;
  ///     nil when there is none.
  ///   - environment: what that file takes from the machine; secrets come from the test.
  /// - Returns: a result for each `test`, in the order of the file.
  public static func run(
    source: String, file: String, only: String? = nil,
    environment: @escaping (String) -> BotEnvironment = { _ in BotEnvironment { _ in nil } },
    print: @escaping (String) -> Void = { _ in },
    load: @escaping (String) throws(SettingMistake) -> String?
  ) -> [Result] {
    let session = TestSession(load: load, environment: environment, print: print)
    guard let lua = LuaState(budget: budget, chunkName: file.chunkName),
      lua.define(TestAPI.tables, for: session)
    else {
      return [Result(name: file, passed: false, message: "no memory", file: file, line: nil)]
    }
    do { try lua.load(source) } catch { return [failure(file, error, in: file)] }
    session.isLoading = false
    let wanted = only?.lowercased()
    let tests = session.tests.filter { test in
      wanted.map { test.name.lowercased().contains($0) } ?? true
    }
    return tests.map { test in
      lua.begin()
      do throws(LuaState.Fault) {
        _ = try lua.call(test.slot)
        return Result(name: test.name, passed: true, message: nil, file: file, line: nil)
      } catch {
        return failure(test.name, error, in: file)
      }
    }
  }

  private static func failure(
    _ name: String, _ fault: LuaState.Fault, in file: String
  ) -> Result {
    Result(name: name, passed: false, message: fault.message, file: file, line: fault.line)
  }
}

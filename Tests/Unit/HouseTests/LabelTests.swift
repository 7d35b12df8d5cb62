import TestSupport
import Testing

/// Values without labels can be passed in a wrong order, and a call does not say what they are.
@Suite struct `Argument labels` {
  private static func unlabelled(in files: [SourceFile]) -> [String] {
    files.flatMap(FunctionDeclaration.all).filter { $0.unlabelledCount > 2 }
      .map(\.description)
  }

  @Test func `no function of the program has three parameters without a label`() {
    #expect(SourceFile.all.flatMap(FunctionDeclaration.all).count > 2_000)
    #expect(Self.unlabelled(in: SourceFile.all) == [])
  }

  @Test func `no function of the tests has three parameters without a label`() {
    #expect(SourceFile.tests.flatMap(FunctionDeclaration.all).count > 2_000)
    #expect(Self.unlabelled(in: SourceFile.tests) == [])
  }

  @Test(arguments: [
    "func send(_ text: String, _ size: Int, _ now: Now) {}",
    "init?(\n    _ key: Key,\n    _ port: UInt16,\n    at place: Int,\n    _ limits: Limits\n  ) {}",
    "func add<Value: Hashable>(_ a: [Key: Value], _ b: (Int, Int) -> Value, _: Int) {}",
    "@Test func `a test (of two)`(_ a: Int, _ b: Int, _ c: Int) {}",
    "func run(_ body: @escaping (Int, Int) -> Void, _ a: Int = max(1, 2), @Wrapped _ b: Int) {}",
  ])
  func `three without a label are seen`(_ declaration: String) {
    let file = SourceFile(path: "ToxCore/X.swift", text: declaration)
    #expect(Self.unlabelled(in: [file]).count == 1)
  }

  @Test(arguments: [
    "func send(_ text: String, to key: Key, _ context: inout Context) {}",
    "let body: (_ a: Int, _ b: Int, _ c: Int) -> Void",
    "self.init(_ a, _ b, _ c)", "// func send(_ a: Int, _ b: Int, _ c: Int)",
    "case moved(_ a: Int, _ b: Int, _ c: Int)",
    "func run(_ body: (Int, Int, Int) -> Void, values: (Int, Int, Int)) {}",
  ])
  func `labelled ones, types and calls are not`(_ line: String) {
    let file = SourceFile(path: "ToxCore/X.swift", text: line)
    #expect(Self.unlabelled(in: [file]) == [])
  }
}

/// One thing that takes bytes from outside: the fuzzer feeds it, and the tests feed it the corpus.
///
/// It returns, whatever the bytes are; a broken promise traps.
public struct FuzzTarget: Sendable {
  /// Names its corpus directory too.
  public let name: String
  /// Inputs that are longer teach nothing new, in bytes.
  public let sizeMax: Int
  public let run: @Sendable ([UInt8]) -> Void

  init(_ name: String, sizeMax: Int, _ run: @escaping @Sendable ([UInt8]) -> Void) {
    self.name = name
    self.sizeMax = sizeMax
    self.run = run
  }

  /// Every target that this build has.
  public static var all: [FuzzTarget] {
    #if CORE_ONLY
      decoders + machines
    #else
      decoders + machines + gateway
    #endif
  }

  /// The target of that name.
  public static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

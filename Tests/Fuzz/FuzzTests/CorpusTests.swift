import Foundation
import FuzzTargets
import Testing

/// Inputs that once taught something: seeds from vectors, and what the fuzzer found.
@Suite struct `The fuzz corpus` {
  private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Corpus")

  private static func inputs(of target: FuzzTarget) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: directory.appending(path: target.name), includingPropertiesForKeys: nil
    ).sorted { $0.path < $1.path }
  }

  @Test(arguments: FuzzTarget.all.map(\.name))
  func `every input of a target ends, and breaks no promise`(name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let inputs = try Self.inputs(of: target)
    #expect(!inputs.isEmpty, "each target has seeds")
    for input in inputs {
      let bytes = try [UInt8](Data(contentsOf: input))
      #expect(bytes.count <= target.sizeMax, "\(input.lastPathComponent)")
      target.run(bytes)
    }
  }

  @Test(arguments: FuzzTarget.all.map(\.name))
  func `an empty input is an input`(name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    target.run([])
    for byte in UInt8.min...UInt8.max { target.run([byte]) }
  }
}

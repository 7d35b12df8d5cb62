import Foundation
import ToxWire

/// The fixed-key vectors of `vectors.json`, which were checked against the real library.
public struct Vector {
  private let node: Any?

  private init(_ node: Any?) { self.node = node }

  /// The root of the file.
  public static func root() throws -> Vector {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "vectors.json")
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    return Vector((object as? [String: Any])?["vectors"])
  }

  /// The part under a name.
  public subscript(_ name: String) -> Vector { Vector((node as? [String: Any])?[name]) }

  /// The elements of a list.
  public var list: [Vector] { (node as? [Any])?.map { Vector($0) } ?? [] }

  /// The bytes that a hex string spells; throws where there are none, so a misspelt path fails.
  public func bytes() throws -> [UInt8] {
    guard let text = node as? String, let bytes = [UInt8](hex: text) else { throw Missing() }
    return bytes
  }

  public func integer() throws -> Int {
    guard let number = node as? NSNumber else { throw Missing() }
    return number.intValue
  }

  public func text() throws -> String {
    guard let text = node as? String else { throw Missing() }
    return text
  }

  /// The secret half of a named key pair.
  public static func secret(_ name: String) throws -> [UInt8] {
    try root()["keys"][name]["secret"].bytes()
  }

  /// The public half of a named key pair.
  public static func key(_ name: String) throws -> [UInt8] {
    try root()["keys"][name]["public"].bytes()
  }

  /// No such vector.
  public struct Missing: Error {}
}

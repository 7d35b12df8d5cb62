import GatewayCore
import ToxCrypto
import ToxWire

/// The file that `profile { avatar = … }` names.
enum AvatarFile {
  static func read(_ path: String) throws(SettingMistake) -> Avatar {
    let bytes: [UInt8]
    do throws(NamedFile.Fault) {
      bytes = try NamedFile.bytes(path, sizeMax: Avatar.bytesMax, onlyRegular: true)
    } catch {
      throw SettingMistake("names a file that can't be used (\(error))")
    }
    guard Avatar.isPNG(bytes) else { throw SettingMistake("names a file that is no PNG picture") }
    return Avatar(bytes: bytes, digest: Hash.sha256(bytes).bytes)
  }
}

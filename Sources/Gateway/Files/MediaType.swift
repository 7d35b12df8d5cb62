import CMagic
import GatewayCore
import Glibc

/// The media type of a stored file, recognized by its content; its name is never looked at.
///
/// libmagic judges by the beginning of a file. It parses what a stranger sent: it gets an open file
/// and no path, runs no program, decompresses nothing, and its limits are set below its defaults.
enum MediaType {
  /// What is none that is known: also an empty file, and one that can't be read.
  static let unknown = "application/octet-stream"

  /// - Parameter path: of a file of our own name; a link is not followed.
  /// - Returns: in lower case, such as "application/pdf".
  static func ofFile(_ path: String) -> String {
    let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return unknown }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else {
      return unknown
    }
    return answer { magic_descriptor($0, file) }
  }

  /// - Parameter head: the beginning of a file. Some types, such as that of old office documents,
  ///   are told by the whole file alone.
  static func of(_ head: [UInt8]) -> String {
    head.isEmpty ? unknown : answer { magic_buffer($0, head, head.count) }
  }

  private static func answer(_ look: (magic_t) -> UnsafePointer<CChar>?) -> String {
    guard let magic = magic_open(flags) else { return unknown }
    defer { magic_close(magic) }
    for limit in limits {
      var value = limit.value
      guard magic_setparam(magic, limit.name, &value) == 0 else { return unknown }
    }
    guard magic_load(magic, database) == 0, let answer = look(magic) else { return unknown }
    return MediaRange(String(cString: answer))?.text ?? unknown
  }

  private static let flags =
    MAGIC_MIME_TYPE | MAGIC_ERROR | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_ELF
    | MAGIC_NO_CHECK_TOKENS

  /// That of the system; the environment and the user's own folder may name another one.
  private static let database: String? =
    access("/usr/share/misc/magic.mgc", R_OK) == 0 ? "/usr/share/misc/magic.mgc" : nil

  private static let limits: [(name: Int32, value: Int)] = [
    // Bytes that are read: the signatures of all usual types stand in the first ones.
    (MAGIC_PARAM_BYTES_MAX, 1 << 20),
    // Bytes that a regular expression sees, and that the encoding of a text is guessed by.
    (MAGIC_PARAM_REGEX_MAX, 4_096), (MAGIC_PARAM_ENCODING_MAX, 16_384),
    // Depth of indirect entries, and uses of named ones.
    (MAGIC_PARAM_INDIR_MAX, 15), (MAGIC_PARAM_NAME_MAX, 50),
    // Tables of ELF, which are not looked at in any case.
    (MAGIC_PARAM_ELF_PHNUM_MAX, 1), (MAGIC_PARAM_ELF_SHNUM_MAX, 1),
    (MAGIC_PARAM_ELF_NOTES_MAX, 1),
  ]
}

import GRDB

extension StoreError {
  /// An error of GRDB as a `StoreError`.
  ///
  /// SQLite's message names tables, columns and files. The failing statement and its arguments,
  /// which contain people's texts, are left out.
  init(_ error: any Error) {
    switch error {
    case let error as StoreError: self = error
    case let error as DatabaseError: self.init(error)
    default:
      let code = ResultCode.SQLITE_ERROR.rawValue
      self = .database(code: code, message: "\(type(of: error))")
    }
  }

  private init(_ error: DatabaseError) {
    let message = error.message ?? "no message"
    switch error.resultCode {
    case .SQLITE_FULL: self = .full
    case .SQLITE_CORRUPT: self = .corrupt(message)
    case .SQLITE_NOTADB: self = .corrupt(message)
    case .SQLITE_READONLY: self = .readOnly
    case .SQLITE_PERM, .SQLITE_AUTH: self = .permissionDenied
    case .SQLITE_IOERR, .SQLITE_CANTOPEN: self = .inputOutput(message)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
    default: self = .database(code: error.extendedResultCode.rawValue, message: message)
    }
  }
}

import GatewayCore

extension LanguageStrings {
  static let spanish = LanguageStrings(
    words: [
      .ownName: "Español",
      .skip: "Ir al contenido",
      .inbox: "Bandeja",
      .statistics: "Estadísticas",
      .audit: "Registro",
      .account: "Cuenta",
      .sessions: "Sesiones",
      .signOut: "Cerrar sesión",
      .language: "Idioma",
      .change: "Cambiar",
      .utc: "Las horas están en UTC.",
      .colours: "Colores",
      .coloursSystem: "los del sistema",
      .coloursLight: "claros",
      .coloursDark: "oscuros",
      .keys: "Teclado",
      .keyNext: "Siguiente",
      .keyPrevious: "Anterior",
      .keySearch: "Buscar",
      .keyReply: "Responder",
      .keyClose: "Cerrar la conversación",
      .keyHelp: "Mostrar estas teclas",
      .keysOn: "Usar estas teclas",
      .hide: "Ocultar",
      .arrived: "Ha llegado algo nuevo.",
      .reload: "Mostrarlo",

      .search: "Buscar",
      .searchWords: "Palabras de los mensajes",
      .filters: "Filtros",
      .all: "Todas",
      .mine: "Asignadas a mí",
      .unassigned: "Sin asignar",
      .starred: "Con estrella",
      .unread: "Sin leer",
      .label: "Etiqueta",
      .show: "Mostrar",
      .reset: "Mostrar todas las conversaciones",
      .noTips: "Aquí no hay conversaciones.",
      .noMatches: "Ningún mensaje contiene esas palabras.",
      .select: "Seleccionar {}",
      .withSelected: "Selección:",
      .markClosed: "Cerrar",
      .markOpen: "Volver a abrir",
      .addStar: "Poner una estrella",
      .removeStar: "Quitar la estrella",
      .markRead: "Marcar como leída",
      .markUnread: "Marcar como no leída",
      .assignToMe: "Asignarme",
      .unassign: "Quitar la asignación",
      .apply: "Aplicar",
      .older: "Más antiguas",
      .newest: "Más recientes",
      .overdue: "Con retraso",
      .statusNew: "Nueva",
      .statusOpen: "Abierta",
      .statusWaiting: "En espera",
      .statusClosed: "Cerrada",
      .sealed: "Sellado",

      .back: "Todas las conversaciones",
      .earlier: "Mensajes anteriores",
      .callsItself: "Se llama a sí mismo {}",
      .noMessages: "Aquí no hay mensajes.",
      .actions: "Esta conversación",
      .status: "Estado",
      .assignedTo: "Asignada a",
      .noAssignee: "nadie todavía",
      .tags: "Etiquetas",
      .assignTo: "Asignar a",
      .assign: "Asignar",
      .setLabel: "Etiquetas del contacto",
      .labelHint: "Separadas por comas.",
      .save: "Guardar",
      .notes: "Notas",
      .note: "Nota nueva",
      .noteHint: "Solo los compañeros ven las notas.",
      .addNote: "Añadir nota",
      .eraseNote: "Borrar nota",
      .eraseConversation: "Borrar estos mensajes…",
      .fromContact: "Contacto",
      .fromDesk: "Redacción",
      .automatic: "Respuesta automática",
      .notice: "Aviso",
      .sealedText: "Sellado. Se abre en un ordenador que tiene la clave de la bandeja.",
      .encryptedText: "Cifrado por su autor: {}",
      .cutText: "Solo se muestra el comienzo.",
      .wholeText: "El mensaje completo",
      .more: "Más",
      .about: "Sobre",
      .closeMessage: "Cerrar mensaje",
      .reopenMessage: "Reabrir mensaje",
      .erase: "Borrar…",
      .retry: "Enviar de nuevo",
      .deliveryWaiting: "Espera a que el contacto esté en línea",
      .deliverySent: "Enviada, aún no recibida",
      .deliveryReceived: "Recibida",
      .deliveryFailed: "No se recibió a tiempo; ya no se envía",
      .yourReply: "Tu respuesta",
      .send: "Enviar",
      .saveDraft: "Guardar borrador",
      .draftSaved: "Borrador guardado",
      .canned: "Respuestas preparadas",
      .cannedInsert: "Poner en el formulario",
      .cannedSend: "Enviar al momento",
      .notAccepted: "Este contacto no está aceptado; no se le puede enviar nada.",
      .answering: "{} está respondiendo.",
      .blocked: "Este contacto está bloqueado.",

      .fileWarning: """
      Un archivo puede dañar tu ordenador o revelar a quien lo envía dónde estás. Ábrelo en un \
      ordenador sin red o con Dangerzone.
      """,
      .download: "Descargar",
      .fileOriginal: "Tal como se envió",
      .accept: "Aceptar",
      .refuse: "Rechazar",
      .claimedName: "Su autor lo llama {}",
      .fileOffered: "Ofrecido, espera una decisión",
      .fileReceiving: "En camino",
      .fileRefused: "Rechazado",
      .fileFailed: "Interrumpido",
      .fileSending: "Enviándose",
      .fileSent: "Enviado",
      .sizeUnknown: "tamaño desconocido",

      .eraseTitle: "¿Borrar?",
      .eraseWhat: "Esto desaparece, de aquí y de todas las listas:",
      .eraseUndo: "Hasta entonces puedes deshacerlo. Lo que se borra al momento se pierde.",
      .eraseLater: "Borrar en {}",
      .eraseNow: "Borrar al momento",
      .keep: "Conservar",
      .keepAll: "Conservar todo",
      .leaving: "Se borra el {}",
      .cancel: "Cancelar",
      .eraseNotes: "Las notas y las etiquetas se conservan.",

      .auditHint: "Lo que hizo el equipo. No contiene nada de lo que escribieron los contactos.",
      .time: "Hora",
      .member: "Miembro",
      .way: "A través de",
      .action: "Acción",
      .count: "Número",
      .detail: "Detalle",
      .noEntries: "No hay entradas.",
      .wayOwner: "la máquina",
      .wayToken: "un programa",
      .wayWeb: "la web",
      .wayChat: "el chat",
      .wayRule: "una regla",
      .tipsPerDay: "Avisos por día",
      .firstAnswer: "Tiempo hasta la primera respuesta",
      .firstAnswerMedian: "La mitad de los respondidos tuvo respuesta en {}.",
      .unanswered: "sin respuesta",
      .day: "Día",
      .tips: "Avisos",
      .within: "en {}",
      .later: "más tarde",
      .noData: "Aún no hay nada que mostrar.",
      .asTable: "Como tabla",
      .sessionsHint: "Dónde tienes la sesión abierta. Cierra las que no sean tuyas.",
      .thisSession: "Esta sesión",
      .signedInSince: "Abierta {}",
      .endSession: "Cerrar esta sesión",
      .setPassphrase: "Cambiar la frase de contraseña",
      .currentPassphrase: "Frase de contraseña actual",
      .newPassphrase: "Frase de contraseña nueva",
      .passphraseAgain: "Frase de contraseña nueva otra vez",
      .passphraseHint: "Al menos {} caracteres. Unas pocas palabras al azar son mejores que una.",

      .staff: "Equipo",
      .noMembers: "Todavía no hay miembros.",
      .withCodes: "con códigos",
      .lacksPassphrase: "Todavía no tiene contraseña y no puede iniciar sesión.",
      .role: "Función",
      .roleReader: "Lectura",
      .roleReplier: "Respuesta",
      .roleAdmin: "Administración",
      .roleHint: """
      «Lectura» lee; «Respuesta» también responde y ordena; «Administración» lo puede \
      todo.
      """,
      .lastSignedIn: "Última sesión {}",
      .neverSignedIn: "Nunca inició sesión",
      .removeMember: "Quitar a {}",
      .removeHint: "Sus sesiones terminan al instante. Lo que escribió queda, bajo su nombre.",
      .tokenSessions: "Sesiones con token",
      .addMember: "Añadir un miembro",
      .firstPassphrase: "Primera contraseña",
      .tellPassphrase: "Comuníquela al miembro, que la cambia en «Cuenta».",

      .signIn: "Iniciar sesión",
      .signInHint: "Para el equipo de esta redacción.",
      .withPassphrase: "Con una frase de contraseña",
      .name: "Nombre",
      .passphrase: "Frase de contraseña",
      .code: "Código",
      .codeHint: "Seis cifras, si tu cuenta las tiene.",
      .withToken: "Con un token",
      .token: "Token personal",
      .tokenHint: "Empieza por «postern_».",
      .signInFailed: "No coincide.",
      .signInLocked: "Demasiados intentos. Espera un rato y vuelve a intentarlo.",
      .signedOut: "Has cerrado la sesión.",

      .locked: "Bloqueada",
      .unlocked: "Desbloqueada",
      .lock: "Bloquear",
      .unlock: "Desbloquear",
      .unlockTitle: "Desbloquear la bandeja",
      .unlockHint: """
      Lo que la gente escribió aquí está sellado. La clave lo abre solo para esta sesión: \
      el servidor la guarda en memoria hasta que usted bloquee la bandeja, cierre la \
      sesión o no haga nada durante {}. No se almacena en ningún lugar.
      """,
      .unlockWarning: """
      Quien controle el servidor en ese tiempo puede leer también. Si eso es un peligro, \
      lea en su propio ordenador: «postern inbox web».
      """,
      .keyFile: "Clave de la bandeja",
      .keyFileHint: "El archivo que creó «postern key inbox new».",
      .keyPassphrase: "Contraseña de la clave",
      .keyPassphraseHint: "Déjela vacía si la clave no tiene.",
      .unlockFailedPassphrase: "Esa no es la contraseña de esta clave.",
      .unlockFailedKey: "Este archivo no contiene ninguna clave secreta de bandeja.",
      .unlockFailedOther: "Esta clave no abre nada de esta bandeja.",
      .doneUnlocked: "La bandeja está desbloqueada para esta sesión.",
      .doneLocked: "La bandeja está bloqueada.",
      .sealedOther: "Sellado para otra clave, o modificado desde entonces.",
      .searchLocked: """
      Los mensajes sellados solo se buscan mientras la bandeja está desbloqueada.
      """,
      .linkHint: "Esta bandeja funciona en su propio ordenador. El enlace sirve una vez.",
      .noLinkHint: """
      Abra el enlace que aparece en la terminal donde funciona «postern inbox web». Cada \
      enlace sirve una vez.
      """,
      .ownUnlockHint: """
      Lo que la gente escribió aquí está sellado. La clave lo abre solo para esta sesión: \
      queda en la memoria de este ordenador hasta que usted bloquee la bandeja, cierre la \
      sesión o no haga nada durante {}. No se almacena en ningún lugar, y la máquina del \
      bot nunca la recibe.
      """,

      .doneReply: "Tu respuesta está guardada. Sale cuando el contacto esté en línea.",
      .doneNote: "La nota se ha añadido.",
      .doneErased: "Borrado.",
      .doneScheduled: "Se borrará dentro de un rato. Hasta entonces puedes deshacerlo aquí.",
      .doneKept: "Se conserva.",
      .doneSaved: "Guardado.",
      .problemInvalid: "Esta petición no se entiende",
      .problemForbidden: "Tu función no lo permite",
      .problemAbsent: "Aquí no hay nada",
      .problemMethod: "Esta dirección no admite esa petición",
      .problemLarge: "Es demasiado grande",
      .problemBusy: "Demasiadas peticiones",
      .problemFailed: "Esto no se hizo",
      .problemUnavailable: "Ahora no es posible",
      .toInbox: "A la bandeja",

      .contactTitle: "Escríbenos en confianza",
      .contactIntro: """
      Leemos mensajes en Tox, una red cifrada sin empresa, sin cuentas y sin números de \
      teléfono. Solo tú y nosotros podemos leer lo que escribes.
      """,
      .contactAddress: "Nuestro Tox ID",
      .contactScan: "Escanéalo con un cliente de Tox.",
      .contactLink: "Abrir en un cliente de Tox",
      .contactLinkHint: "Funciona si hay instalado un cliente que abre enlaces «tox:».",
      .contactCopy: "Copia los 76 caracteres, sin espacios.",
      .contactWords: "Palabras de control",
      .contactWordsHint: """
      Compara estas ocho palabras con las de nuestra edición impresa o nuestra línea telefónica. \
      Si difieren, esta dirección no es nuestra.
      """,
      .contactHow: "Cómo contactar de forma segura",
      .contactStep1: """
      Usa un dispositivo propio, lejos de tu trabajo y de su red. No uses un dispositivo que \
      administre tu empresa.
      """,
      .contactStep2: """
      Instala un cliente de Tox. Elige un nombre de perfil que no diga nada de ti: el cliente \
      nos lo envía.
      """,
      .contactStep3: """
      Antes de conectarte, configura el cliente para Tor como se indica abajo y desactiva UDP.
      """,
      .contactStep4: """
      Añade nuestro Tox ID como contacto y escríbenos. Conserva el perfil del cliente: con él \
      vuelves como la misma persona.
      """,
      .contactClients: "Clientes",
      .contactDesktop: "Ordenador",
      .contactPhone: "Teléfono",
      .contactTor: "Tor",
      .contactTorText: """
      Inicia Tor, o el navegador Tor (puerto 9150). En los ajustes de conexión del cliente, \
      desactiva UDP y la búsqueda en la red local, y pon este proxy:
      """,
      .contactTorNever: "Sin Tor, otros en la red, y nosotros, vemos tu dirección de internet.",
      .contactLimits: "Lo que esto no protege",
      .contactLimit1: "Tu red ve que usas Tox, o Tor. No ve lo que escribes.",
      .contactLimit2: """
      Una persona con acceso a tu dispositivo puede leer lo que contiene. Desactiva el historial \
      del cliente y protege el perfil con una contraseña.
      """,
      .contactLimit3: """
      Cómo escribes, cuándo escribes y lo que pocos saben puede revelar quién eres.
      """,
      .contactLimit4: """
      Los documentos llevan huellas: nombres, lugares, números de impresoras, copias marcadas.
      """,
      .contactLimit5: """
      Quizá tu red ha visto que abrías esta página. El navegador Tor lo evita.
      """,
      .contactReceipt: "Cuándo lo tenemos",
      .contactReceiptText: """
      En cuanto tu cliente muestra un mensaje como entregado, está guardado con nosotros. Tal \
      vez respondamos días después; la respuesta llega cuando tu cliente está en línea.
      """,
      .contactFiles: "Documentos",
      .contactFilesText: """
      Puedes enviar archivos en el cliente. Dinos primero qué son. Quitamos las huellas antes de \
      publicar; no confíes solo en ello.
      """,
      .contactFile: "Esta página es un solo archivo. Puedes guardarla y leerla sin red.",
    ],
    counted: [
      .minutes: [.one: "{} minuto", .other: "{} minutos"],
      .hours: [.one: "{} hora", .other: "{} horas"],
      .days: [.one: "{} día", .other: "{} días"],
      .erasing: [
        .one: "{} mensaje de aquí se va a borrar.", .other: "{} mensajes de aquí se van a borrar.",
      ],
      .conversations: [.one: "{} conversación", .other: "{} conversaciones"],
      .newMessages: [.one: "{} nuevo", .other: "{} nuevos"],
      .notes: [.one: "{} nota", .other: "{} notas"],
      .messages: [.one: "{} mensaje", .other: "{} mensajes"],
      .answers: [.one: "{} respuesta", .other: "{} respuestas"],
      .deliveries: [.one: "{} entrega a un webhook", .other: "{} entregas a webhooks"],
      .applyToAll: [.one: "Aplicar a la única", .other: "Aplicar a las {}"],
      .changed: [
        .one: "Se cambió {} conversación.", .other: "Se cambiaron {} conversaciones.",
      ],
    ],
    operations: [
      "contact_add": "Contacto añadido",
      "contact_accept": "Contacto aceptado",
      "contact_block": "Contacto bloqueado",
      "contact_remove": "Contacto quitado",
      "contact_remove_never_seen": "Contactos nunca vistos quitados",
      "contact_note": "Nota sobre el contacto",
      "contact_label": "Etiquetas del contacto cambiadas",
      "contact_public_status": "Estado público del contacto fijado",
      "send": "Respuesta escrita",
      "broadcast_send": "Difusión escrita",
      "confirm": "Solicitud confirmada",
      "conversation_change": "Conversación cambiada",
      "conversation_read": "Conversación marcada",
      "note_add": "Nota añadida",
      "note_erase": "Nota borrada",
      "canned_send": "Respuesta preparada enviada",
      "inbox_label": "Mensaje etiquetado",
      "inbox_close": "Mensaje cerrado",
      "inbox_reopen": "Mensaje reabierto",
      "inbox_erase": "Mensajes borrados",
      "inbox_mark_read": "Mensajes marcados como leídos",
      "erasure_schedule": "Borrado programado",
      "erasure_cancel": "Borrado cancelado",
      "file_send": "Archivo enviado",
      "file_accept": "Archivo aceptado",
      "file_refuse": "Archivo rechazado",
      "file_cancel": "Archivo cancelado",
      "hook_pause": "Webhook en pausa",
      "hook_resume": "Webhook reanudado",
      "hook_expire": "Entregas caducadas",
      "hook_replay": "Entregas repetidas",
      "new_nospam": "Dirección sustituida",
      "clock_confirm": "Reloj confirmado",
      "token_new": "Token creado",
      "token_revoke": "Token revocado",
      "consumer_new": "Consumidor creado",
      "consumer_remove": "Consumidor quitado",
      "consumer_acknowledge": "Eventos confirmados",
      "staff_add": "Miembro añadido",
      "staff_role": "Función cambiada",
      "staff_passphrase": "Contraseña de un miembro fijada",
      "staff_totp": "Códigos de un miembro fijados",
      "staff_remove": "Miembro quitado",
      "session_end": "Sesión terminada",
      "own_passphrase": "Contraseña propia cambiada",
      "seal_envelopes_replace": "Sellado para otras claves",
      "sign_in": "Inicio de sesión",
      "sign_out": "Cierre de sesión",
      "sign_ins_refused": "Demasiados intentos de inicio de sesión",
      "inbox_unlock": "Bandeja desbloqueada",
      "inbox_lock": "Bandeja bloqueada",
      "inbox_unlocks_refused": "Demasiados intentos de desbloqueo",
    ],
    refusals: [
      .noContact: "Aquí no se conoce este contacto. Quizá se haya quitado.",
      .noConversation: "Esta conversación no existe. Quizá se haya borrado.",
      .noMessage: "Este mensaje no existe. Quizá se haya borrado.",
      .noFile: "Este archivo no existe. Quizá se haya borrado.",
      .noNote: "Esta nota no existe. Quizá se haya borrado.",
      .noCannedReply: "Esa respuesta preparada ya no existe.",
      .noMember: "El equipo no tiene ningún miembro con ese nombre.",
      .noSession: "Esta sesión no existe. Quizá ya haya terminado.",
      .notAccepted: "Este contacto no está aceptado; no se le puede enviar nada.",
      .emptyText: "Escribe algo antes de enviar.",
      .notFailed: "Esta respuesta no ha fallado; no se envía de nuevo.",
      .labelMalformed: """
      Una etiqueta es una sola palabra de {} bytes como máximo, sin comillas, que no empieza por \
      + ni -.
      """,
      .labelCount: "Un contacto tiene {} etiquetas como máximo. Quita una primero.",
      .noteLength: "Una nota necesita un texto, de {} bytes como máximo.",
      .noteCount: "Una conversación tiene {} notas como máximo. Borra una primero.",
      .draftLength: "Este texto es demasiado largo para un borrador.",
      .keepsNothing: """
      Este bot no conserva nada de lo escrito, así que no tiene notas ni borradores.
      """,
      .emptySearch: "Introduce al menos una palabra que buscar.",
      .changedMeanwhile: """
      Algo ha cambiado mientras tanto, así que no se hizo nada. Compruébalo antes de repetirlo.
      """,
      .conversationCount: "Son demasiadas conversaciones de una vez. Ajusta los filtros.",
      .selectionNeeded: "Selecciona las conversaciones que quieres marcar como leídas o no leídas.",
      .notScheduled: "Nada de esto está por borrarse. Se conserva, o ya está borrado.",
      .tracesRemain: """
      Aquí está borrado, pero aún no se ha quitado de los archivos del bot. El bot lo vuelve a \
      intentar.
      """,
      .fileDecided: "Este archivo ya no espera una decisión.",
      .fileNotHere: "El archivo no está aquí, o aún no está completo.",
      .fileSealed: "El archivo está sellado. Desbloquea la bandeja para descargarlo.",
      .fileNotOpened: """
      El archivo no se abre: está sellado para otra clave, se modificó o no se puede leer.
      """,
      .memberName: "Un miembro no puede llamarse así. Elige una línea de {} bytes como máximo.",
      .memberExists: "El equipo ya tiene un miembro con ese nombre.",
      .memberCount: "El equipo tiene tantos miembros como puede tener. Quita uno primero.",
      .passphrasesDiffer: "Las dos frases de contraseña nuevas son distintas.",
      .passphraseShort: "Una frase de contraseña tiene al menos {} caracteres.",
      .passphraseLong: "Esta frase de contraseña es demasiado larga.",
      .passphraseWrong: "Esa no es tu frase de contraseña actual.",
      .attemptCount: "Ha habido demasiados intentos. Espera un rato y vuelve a intentarlo.",
      .role: "Quien administra el equipo puede cambiar tu función.",
      .formExpired: """
      El formulario es demasiado antiguo, o tu navegador no guarda cookies. Abre la página otra \
      vez.
      """,
      .otherSite: "El formulario se envió desde una página de otro sitio.",
      .formSize: "Lo que enviaste es más largo de lo que admite un formulario; no se guardó nada.",
      .notSealed: "Esta bandeja no está sellada.",
      .busy: "El bot está ocupado. Vuelve a intentarlo dentro de un rato.",
      .diskFull: """
      El disco de la máquina del bot está lleno, así que no se guardó nada. Avisa a quienes \
      administran el bot.
      """,
      .connectionLost: """
      Se perdió la conexión con el bot, o el bot no está en marcha. Quizá no se hizo lo que \
      pediste: compruébalo dentro de un rato.
      """,
    ],
    plural: .one,
    months: "ene feb mar abr may jun jul ago sept oct nov dic",
    date: "d m y",
    digitSeparator: ".", groupedFrom: 5)
}

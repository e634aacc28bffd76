# Ошибки в файле офиса: что не так и (.instead) как было бы верно.
# Строка выходит такой: «office.toml:42:9: <что не так> — <как верно>».

config-warning = внимание
config-mistakes = { $count ->
    [one] Найдена { $count } ошибка.
    [few] Найдены { $count } ошибки.
   *[other] Найдено { $count } ошибок.
}

config-cannot-read = { $code ->
    [not-found] такого файла нет
    [not-allowed] файл не разрешено читать
    [folder] это папка, а не файл
    [too-large] файл больше 1 МБ
    [not-utf8] файл не в кодировке UTF-8
   *[other] файл не читается ({ $error })
}
    .instead = { $code ->
        [not-found] проверьте имя и папку
        [not-allowed] дайте право на чтение пользователю, под которым работает программа
        [not-utf8] сохраните его в UTF-8
       *[other] укажите файл офиса, обычно office.toml
    }
config-syntax = { $code ->
    [duplicate-key] этот ключ уже был выше
    [string-values-must-be-quoted] текст написан без кавычек
    [unclosed-array] список не закрыт скобкой «]»
    [unclosed-table] заголовок раздела не закрыт скобкой «]»
    [unclosed-array-table] заголовок раздела не закрыт скобками «]]»
    [unclosed-inline-table] не закрыта фигурная скобка
    [missing-comma-between-array-elements] между значениями списка нет запятой
    [missing-comma-between-key-value-pairs] между значениями в скобках нет запятой
    [key-with-no-value] у ключа нет значения
    [missing-value] после «=» нет значения
    [missing-value-for-key] у ключа нет значения
    [invalid-basic-string] текст не закрыт кавычкой
    [invalid-datetime] дата или время не читаются
    [invalid-unquoted-key] имя ключа написано не латиницей
    [unexpected-key-or-value] после значения есть лишнее
   *[other] нарушена запись TOML ({ $message })
}
    .instead = { $code ->
        [duplicate-key] оставьте одно из значений
        [string-values-must-be-quoted] ключ = "текст"
        [invalid-datetime] часы — в кавычках: "08:00-20:00"; дата: "2026-12-31"
       *[other] исправьте строку и проверьте файл снова
    }
config-unknown-key = { $section ->
    [none] неизвестный раздел «{ $key }»
   *[other] неизвестный ключ «{ $key }» в разделе { $section }
}
    .instead = { $guess ->
        [none] возможны: { $known }
       *[other] возможно, «{ $guess }»
    }
config-missing-key = { $section ->
    [none] нет раздела «{ $key }»
   *[other] в разделе { $section } нет ключа «{ $key }»
}
    .instead = допишите его; образец — файл показательного офиса
config-wrong-type = { $wanted ->
    [text] «{ $key }» должен быть текстом в кавычках
    [whole] «{ $key }» должен быть целым числом
    [item] в списке «{ $key }» нужны тексты в кавычках
    [flag] «{ $key }» должен быть true или false
    [list] «{ $key }» должен быть списком
    [table] «{ $key }» должен быть разделом
    [tables] «{ $key }» должен быть повторяемым разделом
   *[words] «{ $key }» должен быть текстом на каждом языке
}, а здесь { $found ->
    [string] текст
    [integer] целое число
    [float] дробное число
    [boolean] true или false
    [datetime] дата
    [array] список
   *[table] раздел
}
    .instead = { $wanted ->
        [text] { $key } = "текст"
        [whole] { $key } = 15
        [item] { $key } = ["…", "…"]
        [flag] { $key } = true
        [list] { $key } = […]
        [table] [{ $key }]
        [tables] [[{ $key }]]
       *[words] { "{" } ru = "…", en = "…" { "}" }
    }
config-empty = «{ $key }» пуст
    .instead = напишите значение или, если ключ не обязателен, уберите его
config-too-long = «{ $key }» слишком длинный: { $count ->
    [one] { $count } знак
    [few] { $count } знака
   *[other] { $count } знаков
}
    .instead = поместится не больше { $max }
config-too-many-lines = в списке «{ $key }» слишком много строк
    .instead = не больше { $max }
config-control-character = в «{ $key }» есть перевод строки или невидимый знак
    .instead = напишите текст одной строкой
config-bad-id = «{ $found }» не годится как короткое имя
    .instead = латинские строчные буквы, цифры и «-», до 40 знаков: "meter-readings"
config-repeated = «{ $found }» повторяется («{ $key }»), впервые — в строке { $line }
    .instead = оставьте одно
config-unknown-language = неизвестный язык «{ $found }»
    .instead = возможны: { $known }
config-missing-translation = у «{ $key }» нет текста на языке «{ $language }»
    .instead = допишите { $language } = "…"
config-unknown-part = на талоне нет части «{ $found }»
    .instead = есть: { $known }
config-no-number = в порядке частей талона нет номера
    .instead = допишите "number"
config-no-logo = картинки «{ $found }» рядом с файлом офиса нет
    .instead = талон выйдет без знака; нужен PNG
config-unknown-time-zone = неизвестный часовой пояс «{ $found }»
    .instead = { $guess ->
        [none] имя по справочнику IANA, например "Europe/Moscow"
       *[other] возможно, "{ $guess }"
    }
config-bad-hours = часы работы «{ $found }» не читаются
    .instead = "08:00-20:00" или "closed"
config-bad-time = такого времени нет: «{ $found }»
    .instead = часы и минуты, от "00:00" до "24:00": "09:00"
config-closes-before-opening = закрытие в { $closes } не позже открытия в { $opens }
    .instead = сначала открытие, потом закрытие: "08:00-20:00"
config-never-open = офис не открывается ни в один день
    .instead = впишите часы хотя бы одного дня
config-bad-date = такой даты нет: «{ $found }»
    .instead = год-месяц-день: "2026-12-31"
config-bad-range = последний день { $last } не подходит к первому { $first }
    .instead = не раньше первого дня и не дальше года от него
config-unknown-segment = неизвестная группа услуг «{ $found }»
    .instead = { $guess ->
        [none] есть: { $known }
       *[other] возможно, «{ $guess }»; есть: { $known }
    }
config-unknown-service = неизвестная услуга «{ $found }»
    .instead = { $guess ->
        [none] есть: { $known }
       *[other] возможно, «{ $guess }»; есть: { $known }
    }
config-unknown-desk = нет окна с номером { $found }
    .instead = есть: { $known }
config-unknown-zone = нет зоны «{ $found }»
    .instead = есть: { $known }
config-unknown-printer = неизвестный принтер «{ $found }»
    .instead = есть: { $known }
config-bad-series = буква талона «{ $found }» не годится
    .instead = одна из: { $known }
config-series-live = буква «Ж» занята талонами живой очереди (S1)
    .instead = А, В, Е, К, М, Н, Р, С, Т, У или Х
config-service-without-desk = услугу «{ $found }» не оказывает ни одно окно
    .instead = впишите её в «services» хотя бы одного окна
config-out-of-range = «{ $key }» вне пределов: { $found }
    .instead = от { $min } до { $max }
config-unknown-choice = «{ $key }» не бывает «{ $found }»
    .instead = возможны: { $known }
config-bad-printer-url = адрес принтера «{ $found }» не читается
    .instead = "preview", "tcp://192.168.1.50:9100", "/dev/usb/lp0" или "serial:/dev/ttyUSB0?baud=115200"
config-bad-listen = адрес «{ $found }» не читается
    .instead = адрес и порт: "127.0.0.1:8080" или "0.0.0.0:8080"
config-bad-host = «{ $found }» — не имя и не адрес компьютера
    .instead = без порта и «http://»: "talon.office.local" или "192.168.1.20"
config-one-folder = журнал и база данных в одной папке «{ $found }»
    .instead = у журнала своя папка, лучше на другом диске
config-bad-pin-hash = это не хеш ПИН-кода или пароля
    .instead = строка argon2id: "$argon2id$v=19$m=19456,t=2,p=1$…$…"

config-no-pin = под записью «{ $account }» нельзя войти: нет ни «pin_hash», ни «password_hash»
    .instead = впишите хеш, если человек работает в системе
config-two-secrets = у записи и «pin_hash», и «password_hash»
    .instead = оставьте что-то одно
config-needs-password = запись «{ $account }» входит по ПИН-коду, а ей видны отчёты, личные данные или настройки
    .instead = задайте пароль: страница «Настройки», раздел «Сотрудники»
config-directory-bad-url = «{ $found }» — не адрес сервера каталога
    .instead = "ldaps://dc1.corp.example" или "ldap://dc1.corp.example" (со StartTLS); порт можно дописать через двоеточие
config-directory-tls-off = у «{ $found }» шифрование есть всегда, а tls = "off"
    .instead = уберите tls или напишите ldap://
config-directory-needs-ca = не сказано, кто ручается за серверы каталога
    .instead = ca = "/etc/talon/corp-ca.pem" — сертификат удостоверяющего центра компании
config-directory-in-the-clear = пароли компании пойдут по сети открытыми
    .instead = уберите tls = "off" и укажите ca
config-directory-two-ways = «{ $found }» нужен для поиска, а имя уже задаёт bind_as
    .instead = оставьте либо bind_as, либо base, filter, reader и reader_password_file
config-directory-no-way = не сказано, как найти человека в каталоге
    .instead = bind_as = "{"{"}account{"}"}@corp.example" или base, filter, reader и reader_password_file
config-directory-search-needs = для поиска в каталоге не хватает ключа «{ $found }»
    .instead = нужны все четыре: base, filter, reader и reader_password_file
config-directory-bad-filter = фильтр «{ $found }» не читается
    .instead = например, "(&(objectClass=user)(sAMAccountName={"{"}account{"}"}))"
config-directory-no-account = в «{ $found }» нет места для имени человека
    .instead = впишите {"{"}account{"}"} туда, где стоит имя
config-directory-and-password = у записи и «directory», и «password_hash»
    .instead = пароль проверяет либо каталог, либо офис; оставьте что-то одно
config-directory-off = запись входит через каталог, а каталога нет
    .instead = впишите urls в раздел [directory] или уберите у записи ключ directory
config-directory-no-local-admin = если каталог недоступен, настройки никому не открыть
    .instead = пусть хотя бы один администратор входит своим паролем офиса: без directory, с password_hash
config-easy-pin = ПИН-код записи «{ $account }» легко угадать
    .instead = смените его
config-no-such-role = { $role ->
    [hall] ни у кого нет роли "hall" — менеджера зала
   *[head] ни у кого нет роли "head" — начальника офиса
}
    .instead = добавьте запись в [[staff]]
config-empty-segment = в группе «{ $found }» нет ни одной услуги
    .instead = впишите услуги или уберите группу: её кнопка на киоске никуда не ведёт

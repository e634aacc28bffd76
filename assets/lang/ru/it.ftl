# Для ИТ: наблюдение, пределы соединений, проверка и настройка.

### Строка для systemctl status

watch-status = { $mode ->
    [electronic] Электронная очередь
   *[live] Живая очередь: база данных недоступна
 }; ждут { $waiting }, окон работает { $desks }, запись в { $copies ->
    [2] двух местах
    [1] одном месте
   *[other] памяти, не на диске
 }

### Пределы

problem-too-slow = Запрос не пришёл или не был выполнен вовремя. Повторите, пожалуйста.
problem-too-often = С вашего адреса слишком много запросов подряд. Повторите, пожалуйста, через секунду.

### talon doctor: что проверено и что сделать

doctor-office-runs = Офис работает, версия { $version }
doctor-office-stopped = Офис не запущен или не отвечает: принтер, окна и голос не проверены
    .do = Запустите: sudo systemctl start talon.service. Если не помогло, посмотрите: sudo journalctl -u talon.service -n 50
doctor-office-fails = Офис не держится: systemd запускает его, а он снова завершается
    .do = Посмотрите, почему: sudo journalctl -u talon.service -n 50. Когда причина устранена: sudo systemctl restart talon.service
doctor-file-unusable = Файл офиса с ошибкой: { $text }
    .do = Исправьте и проверьте: sudo talon check --config { $file }. Если офис уже запущен, до тех пор он идёт по прежнему файлу.
doctor-file-newer-bad = Новый файл офиса с ошибкой, работает прежний: { $text }
    .do = Проверьте: sudo talon check --config /etc/talon/office.toml
doctor-taken-back = Обновление до { $newer } отменено: работает прежняя версия { $running }
    .do = Почему, сказано в журнале: sudo journalctl -t talon-rollback. Поставьте исправленный пакет; вернуться к отменённой версии: sudo talon-rollback
doctor-file-warnings = { $count ->
    [one] В файле офиса { $count } замечание
    [few] В файле офиса { $count } замечания
   *[other] В файле офиса { $count } замечаний
 }
    .do = Посмотрите: sudo talon check --config /etc/talon/office.toml

doctor-folder-fine = Папка { $path } на месте
doctor-folder-missing = Папки { $path } нет
    .do = Если она на другом диске, проверьте, подключён ли он. Иначе: sudo systemd-tmpfiles --create и sudo systemctl restart talon.service
doctor-folder-read-only = В папку { $path } нельзя писать
    .do = Запустите проверку от root. Если не помогло: chown -R talon:talon { $path }; возможно, диск перешёл в режим чтения — замените его.
doctor-folder-open = В папку { $path } могут заглянуть посторонние
    .do = chmod o-rwx { $path }

doctor-database-two = База данных и журнал отвечают: каждое событие записано дважды
doctor-database-away = База данных недоступна: офис работает в режиме живой очереди, события хранит журнал
    .do = Проверьте диск и место на нём. Когда база вернётся, офис сам всё объединит за полминуты.
doctor-journal-away = Журнал недоступен: события записаны только в базу данных
    .do = Проверьте диск или карту, где лежит журнал (journal_dir в файле офиса).
doctor-no-durable-log = Ни база данных, ни журнал не отвечают: очередь живёт только в памяти
    .do = Не выключайте компьютер. Напечатайте очередь, затем проверьте диск и место на нём.
doctor-database-sound = База данных цела (проверена копия)
doctor-database-damaged = База данных повреждена: { $error }
    .do = Запустите офис: повреждённую базу он отложит и восстановит день из журнала. Иначе восстановите резервную копию.
doctor-one-disk = База данных и журнал на одном диске
    .do = Надёжнее держать журнал на втором диске или карте памяти: journal_dir в файле офиса.

doctor-disk-room = На диске с { $path } свободно { $free } МБ из { $size }
doctor-disk-full = На диске с { $path } мало места: { $free } МБ из { $size }
    .do = Освободите место: sudo journalctl --vacuum-size=200M, sudo apt-get clean, старые резервные копии.
doctor-smart-fine = Диск { $disk } сообщает, что исправен
doctor-smart-failing = Диск { $disk } сообщает, что скоро откажет
    .do = Сделайте резервную копию и замените диск как можно скорее.
doctor-smart-unknown = Диск { $disk } о своём здоровье не сообщает
    .do = Если это не карта памяти и не виртуальный диск: apt-get install smartmontools, и запустите проверку от root.

doctor-backup-fresh = { $hours ->
    [0] Резервная копия сделана меньше часа назад
   *[other] Резервной копии { $hours } ч
 }
doctor-backup-old = Последней резервной копии уже { $hours } ч
    .do = Проверьте, на месте ли флешка и есть ли на ней место: копии делаются на неё сами, раз в час
doctor-backup-none = Резервных копий нет
    .do = Вставьте флешку с меткой тома TALON: первая копия появится на ней сама, как только в офисе что-то произойдёт

doctor-printer = { $condition ->
    [ready] Принтер { $printer } готов
    [paper-low] В принтере { $printer } кончается бумага
    [paper-out] В принтере { $printer } нет бумаги
    [cover-open] У принтера { $printer } открыта крышка
    [cutter-error] В принтере { $printer } заело нож
    [printer-error] Принтер { $printer } сообщает об ошибке
    [offline] Принтер { $printer } выключен кнопкой или занят
    [garbled] Принтер { $printer } отвечает бессмыслицей: вышел ли талон, неизвестно
    [unreachable] Принтер { $printer } не найден
   *[not-known] Принтер { $printer } о себе не сообщает; напечатайте пробный талон
 }
    .do = { $condition ->
    [ready] { "" }
    [paper-low] Приготовьте новый рулон.
    [paper-out] Вставьте рулон печатной стороной вверх и закройте крышку.
    [cover-open] Закройте крышку до щелчка.
    [cutter-error] Выключите принтер, освободите нож от бумаги, включите снова.
    [printer-error] Выключите и включите принтер; если не помогло, замените его.
    [offline] Нажмите кнопку на принтере, чтобы он был готов печатать.
    [garbled] Проверьте кабель, а у последовательного порта и скорость (baud в url). Если талоны всё же выходят хорошо: profile = "raster-80-silent" в файле офиса, тогда принтер ни о чём не спрашивают.
    [unreachable] Проверьте питание и кабель, затем адрес в файле офиса ([[printer]] url). Что подключено: ls /dev/usb /dev/talon
   *[not-known] { "" }
 }

doctor-roll-lasts = Рулона в принтере { $printer } хватит примерно на { $left ->
    [one] { $left } талон
    [few] { $left } талона
   *[many] { $left } талонов
 }
doctor-roll-ends = Рулона в принтере { $printer } хватит примерно на { $left ->
    [one] { $left } талон
    [few] { $left } талона
   *[many] { $left } талонов
 }
    .do = Приготовьте новый рулон. Если он уже заменён, нажмите «Рулон заменён» на странице зала.

doctor-sound-fine = Звук есть
doctor-sound-off = Голос выключен в файле офиса
doctor-sound-no-player = Нет программы, которая воспроизводит звук
    .do = apt-get install alsa-utils
doctor-sound-no-card = Звуковой карты не видно
    .do = Подключите колонки с USB или включите звук в BIOS; список карт: aplay -l
doctor-sound-silent = Звук не воспроизводится
    .do = Проверьте: aplay -l. Нужную карту укажите в файле офиса ([voice] device), например plughw:1,0

doctor-screen-fine = К выходу { $output } подключён экран
doctor-screen-unplugged = К выходу { $output } экран не подключён
    .do = Проверьте кабель и питание экрана. Если экран на другом выходе, поправьте [[screen]] output в файле офиса и weston.ini.
doctor-screen-unknown = Выхода { $output } на этом компьютере не видно
    .do = Какие выходы есть: ls /sys/class/drm
doctor-touch-fine = Сенсорный экран найден
doctor-touch-none = Сенсорного экрана не видно
    .do = Проверьте его кабель USB: сигнал изображения и касания идут по разным проводам.

doctor-link-up = { $kind ->
    [desk] Окно { $name } на связи
    [kiosk] Киоск на связи
   *[board] Табло на связи
 }
doctor-link-down = { $kind ->
    [desk] Окно { $name } открыто, но его страница не на связи
    [kiosk] Киоск не на связи
   *[board] Табло не на связи
 }
    .do = { $kind ->
    [desk] Посмотрите, включён ли компьютер у окна и открывается ли на нём страница.
   *[other] Посмотрите: systemctl status talon-display.service talon-screens.service
 }

doctor-clock-fine = Часы идут верно
doctor-clock-behind = Часы компьютера отстают от того, что уже записано
    .do = Поставьте верное время: timedatectl set-time "ГГГГ-ММ-ДД ЧЧ:ММ". Если отстают после каждого выключения, замените батарейку на плате.
doctor-clock-set = Часы компьютера переведены на { $seconds } с; офис идёт по своему времени до конца дня
    .do = Проверьте время: timedatectl. Очередь и ожидание от этого не меняются.
doctor-clock-battery = Часы на плате и часы системы расходятся на { $seconds } с
    .do = Если время верное: hwclock --systohc. Если расходятся снова, замените батарейку на плате.
doctor-zone-fine = Часовой пояс { $zone }
doctor-zone-differs = Офис живёт по поясу { $zone }, компьютер — по { $system }
    .do = Очереди это не мешает. Чтобы и журнал системы был в том же времени: timedatectl set-timezone { $zone }

doctor-room-shut = Часть программы «{ $room }» снова и снова даёт сбой и остановлена
    .do = Перезапустите офис: sudo systemctl restart talon.service. Если повторится, передайте журнал в поддержку: sudo journalctl -u talon.service
doctor-room-restarted = Часть программы «{ $room }» дала сбой и запущена снова, раз: { $restarts }
    .do = Сразу ничего. Если продолжится, передайте журнал в поддержку: sudo journalctl -u talon.service
doctor-certificate-fine = Сертификат страниц действует ещё { $days } дн.
doctor-certificate-not-renewed = Сертификат страниц кончается через { $days } дн. и не обновился сам
    .do = Перезапустите офис: sudo systemctl restart talon.service
doctor-certificate-ends = Сертификат страниц кончается через { $days } дн.
    .do = Положите новый сертификат и ключ туда, где указано в файле офиса, и перезапустите офис.
doctor-certificate-refused = Сертификат из файла офиса не подошёл, страницы идут с сертификатом самого офиса: { $why }
    .do = Проверьте оба файла: sudo talon check --config /etc/talon/office.toml. Читать их нужно и офису: chgrp talon и права 640. Затем: sudo systemctl restart talon.service
doctor-certificate-left-out = В сертификате страниц нет имени { $names }: его добавили в allowed_hosts после первого запуска, и браузеры по нему страницам не верят
    .do = Удалите папку tls в папке данных и перезапустите офис: sudo rm -r /var/lib/talon/tls, sudo systemctl restart talon.service. Затем на каждом компьютере добавьте новый сертификат со страницы /trust.
doctor-certificate-ended = Срок сертификата страниц кончился: браузеры его не принимают
    .do = Проверьте часы компьютера, затем перезапустите офис: sudo systemctl restart talon.service
doctor-certificate-not-begun = По часам компьютера сертификат страниц или его удостоверяющий центр ещё не действует
    .do = Если часы неверны, поставьте их. Если верны, сертификат сделан, когда они ушли вперёд: удалите папку tls в папке данных, перезапустите офис (sudo systemctl restart talon.service) и на каждом компьютере доверьтесь новому центру: страница /trust
doctor-authority-ended = Срок удостоверяющего центра офиса кончился: браузеры не принимают его страницы
    .do = Проверьте часы компьютера, затем перезапустите офис: sudo systemctl restart talon.service. Офис сделает новый центр; доверьтесь ему на каждом компьютере: страница /trust
doctor-authority-ends = Удостоверяющий центр офиса кончается через { $days } дн.
    .do = За месяц до конца его сменит новый. Назначьте день, когда на каждом компьютере ему доверятся: страница /trust

doctor-directory-fine = Служба каталогов отвечает: { $host }
doctor-directory-away = { $why ->
    [unreachable] Сервер каталогов { $host } недоступен
    [silent] Сервер каталогов { $host } молчит
    [late] Сервер каталогов { $host } отвечает слишком долго
    [certificate] Сертификату сервера каталогов { $host } нельзя верить
    [handshake] Сервер каталогов { $host } не переходит на шифрование
    [in-the-clear] Сервер каталогов { $host } не принимает пароли без шифрования
    [reader] Сервер каталогов { $host } не пускает служебную запись
    [base] На сервере каталогов { $host } нет места, где искать людей
    [several] Фильтру каталога на { $host } подходят несколько человек
    [ca-file] Сертификат центра для { $host } не читается
    [password-file] Пароль служебной записи для { $host } не читается
    [password-open] Пароль служебной записи для { $host } могут прочитать посторонние
   *[strange] Сервер каталогов { $host } отказывает в том, что нужно офису
 }
    .do = { $why ->
    [unreachable] Проверьте имя и порт в urls и что сервер включён и виден из сети офиса. Адрес вне частных сетей службе закрыт (IPAddressAllow в talon.service).
    [certificate] Проверьте, что ca — центр, выдавший сертификат серверу, что имя в urls стоит в этом сертификате и что срок его не вышел.
    [handshake] Проверьте, что у контроллера есть сертификат, а порт тот: 636 для ldaps://, 389 для ldap://.
    [in-the-clear] Уберите tls = "off" и укажите ca.
    [reader] Проверьте reader и первую строку файла reader_password_file; не закрыта ли запись. Исправленный пароль действует сразу, прежний офис пробует раз в полчаса, чтобы домен не запер запись.
    [base] Проверьте base: ветвь, в которой лежат записи сотрудников.
    [several] Уточните filter: подходить должен один человек.
    [ca-file] Положите файл PEM туда, куда указывает ca: chown root:talon и chmod 640.
    [password-file] Положите пароль одной строкой туда, куда указывает reader_password_file: chown root:talon и chmod 640.
    [password-open] chown root:talon и chmod 640 файлу из reader_password_file.
   *[strange] Посмотрите журнал сервера каталогов. ПИН-коды и пароль администратора тем временем действуют.
 }

### Доверие к страницам (TLS)

run-tls = С других компьютеров: { $url } (как им довериться: { $trust })

problem-tls-needed = Без шифрования это не выполняется. Откройте, пожалуйста, страницу по адресу, который начинается с https://.

config-certificate-unserved = страницы пойдут с сертификатом самого офиса, указанный не подошёл: { $why }
config-tls-needs-files = для tls = "files" нужны certificate и key: пути к сертификату и ключу в формате PEM

trust-title = Как довериться страницам офиса
trust-why = Страницы этого офиса зашифрованы. Браузер узнает их, если один раз добавить на компьютер сертификат офиса. Он действует только для страниц внутри здания и ни для каких сайтов в интернете.
trust-get = Получить сертификат офиса
trust-compare = Сначала сравните отпечаток
trust-compare-how = Он должен совпасть с тем, что показывает сам компьютер офиса (команда sudo talon fingerprint). Если хоть одна пара знаков другая, не добавляйте сертификат и сообщите в ИТ.
trust-windows = Windows: Chrome, Edge
    .how = Откройте файл { $file } → «Установить сертификат» → «Локальный компьютер» → «Поместить все сертификаты в следующее хранилище» → «Доверенные корневые центры сертификации». Затем закройте браузер и откройте снова.
trust-domain = Windows: сразу все компьютеры домена
    .how = Групповая политика → Конфигурация компьютера → Политики → Конфигурация Windows → Параметры безопасности → Политики открытого ключа → Доверенные корневые центры сертификации → Импорт → { $file }.
trust-firefox = Firefox
    .how = Настройки → Приватность и защита → Сертификаты → Просмотр сертификатов → Центры сертификации → Импортировать → { $file } → «Доверять при идентификации веб-сайтов».
trust-linux = Debian, Astra, Альт, РЕД ОС: Chromium
    .how = Настройки → Конфиденциальность и безопасность → Безопасность → Настроить сертификаты → Центры сертификации → Импорт → { $file } → «Доверять при идентификации сайтов».
trust-android = Планшет Android
    .how = Настройки → Безопасность → Шифрование и учётные данные → Установить сертификат → Сертификат ЦС → { $file }.
trust-limits = Лучше этого — сертификат вашей собственной службы ИТ: укажите его в файле офиса ([network] tls = "files"), и добавлять ничего не нужно.

### talon setup: первый день

setup-hello = Настройка офиса: { $file }. Пустой ответ оставляет то, что в скобках. Прервать можно в любой момент: ничего не записывается до конца.
setup-yes = да
setup-no = нет

setup-office =

    — Офис
setup-office-name = Название офиса, как на киоске и талоне
    .wrong = Название не должно быть пустым.
setup-time-zone = Часовой пояс, например Europe/Moscow
    .wrong = Такого пояса нет. Примеры: Europe/Moscow, Asia/Yekaterinburg, Asia/Novosibirsk.
setup-open-network = Открыть страницы другим компьютерам офиса, с шифрованием? (да/нет)
    .wrong = Ответьте, пожалуйста, да или нет.

setup-account =

    — Первая учётная запись: начальник офиса
setup-no-head = В файле нет записи с ролью head; добавьте её по образцу в разделе [[staff]].
setup-head-name = Имя и фамилия
    .wrong = Имя не должно быть пустым.
setup-new-password = Пароль уже задан. Задать новый? (да/нет)
    .wrong = Ответьте, пожалуйста, да или нет.
setup-password = Пароль, десять знаков или больше (не показывается; пусто — позже)
setup-password-again = Ещё раз
setup-password-wrong = Нужно не меньше десяти знаков, хотя бы пять из них разные; не одни цифры, не клавиши подряд и не имя для входа.
setup-password-differs = Во второй раз набрано другое.
setup-password-set = Пароль задан; в файле хранится только его хеш.
setup-password-later = Войти под этой записью пока нельзя. Задать пароль можно, запустив talon setup снова.

setup-printer =

    — Принтер
setup-printer-none = Принтеров на этом компьютере не видно; сетевой можно указать адресом.
setup-no-printer-table = В файле нет раздела [[printer]]; талоны видны на странице /printer.
setup-printer-choose = Номер принтера (0 — указать адрес самому)
    .wrong = Такого номера в списке нет.
setup-printer-address = Адрес: /dev/talon/printer, tcp://192.168.1.50:9100 или preview
    .wrong = Адрес не понятен. Примеры: /dev/usb/lp0, tcp://192.168.1.50:9100, serial:/dev/ttyUSB0?baud=115200, preview.
setup-printer-test = Напечатать пробный талон? (да/нет)
    .wrong = Ответьте, пожалуйста, да или нет.
setup-printer-tested = { $reason ->
    [printed] Пробный талон отправлен.
    [unreachable] Принтер не найден: проверьте питание, кабель и адрес. Если офис уже работает, принтер занят им — проверьте: talon doctor
    [paper-out] Нет бумаги.
    [cover-open] Открыта крышка.
    [cutter-error] Заело нож.
   *[other] Талон не напечатан: { $reason }
 }

setup-screens =

    — Экраны
setup-screens-none = Подключённых экранов не видно. Подключите их и запустите talon setup снова.
setup-screen-kiosk = Номер выхода с киоском (0 — оставить как есть)
    .wrong = Такого номера в списке нет.
setup-screen-board = Номер выхода с табло (0 — оставить как есть)
    .wrong = Такого номера в списке нет.
setup-screens-weston = Те же имена выходов укажите в /etc/talon/weston.ini, затем: sudo systemctl restart talon-display.service

setup-sound =

    — Звук
setup-sound-device = Звуковая карта (список: aplay -l), например plughw:1,0
    .wrong = Укажите карту или default.
setup-sound-test = Произнести пробный вызов? (да/нет)
    .wrong = Ответьте, пожалуйста, да или нет.
setup-sound-played = Вызов произнесён. Если не слышно, проверьте громкость: alsamixer
setup-sound-silent = Карта звук не приняла. Проверьте: aplay -l

setup-clock =

    — Часы, время офиса ({ $zone }): { $now }
setup-clock-right = Время верное? (да/нет)
    .wrong = Ответьте, пожалуйста, да или нет.
setup-clock-set = Верное время офиса, ГГГГ-ММ-ДД ЧЧ:ММ (пусто — позже)
    .wrong = Например: 2026-03-02 09:00
setup-clock-done = Часы поставлены на { $time } ({ $zone }).
setup-clock-refused = Часы поставить не удалось. Запустите от root: timedatectl set-time "{ $own }"; если время берётся из сети, сначала: timedatectl set-ntp false

setup-mistakes =

    Так файл офиса работать не будет, он не записан:
setup-done =

    Готово: { $file }. Прежний файл лежит рядом (office.toml.before). Дальше: sudo systemctl restart talon.service и sudo talon doctor

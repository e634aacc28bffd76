# Тексты страниц в браузере: окно, зал, руководитель, табло, принтер.
# Тон — правило S15: вежливо, просто, без приказов.

### Общее
page-index = Страницы офиса
page-desk = Рабочее окно
page-hall = Клиентский зал
page-head = Руководитель
page-doctor = Всё ли в порядке
page-contact = Обратные звонки
page-board = Табло
page-printer = Принтер
page-admin = Настройки
page-help = Помощь
index-admin = Услуги, окна, сотрудники, экраны — для администратора
language = Язык
help-open = Справка
language-ru = Русский
language-en = English
understood = Понятно
span-minutes = { $count } мин
desk-n = Окно { $desk }
mode-live = Живая очередь
service-live = Живая очередь

### Связь
link-up = на связи
link-connecting = соединяемся…
link-lost = нет связи
link-why-silent = Сервер молчит больше 5 секунд.
link-why-no-answer = Сервер не отвечает.
link-why-closed = Соединение прервалось.
link-why-refused = Сервер сейчас не принимает соединения.
link-why-offline = Этот компьютер не подключён к сети.
link-advice-desk = На экране последнее, что известно, время идёт. Нажатое отправим, когда связь вернётся.
link-advice-hall = На экране последнее, что известно. Нажатое отправим, когда связь вернётся.
problem-unknown = Не получилось: сервер ответил кодом { $status }. Попробуйте ещё раз.

### Вход
sign-who = Кто вы?
sign-pin = ПИН-код
sign-pin-hint = Наберите цифры и нажмите Enter
sign-choose-first = Сначала выберите своё имя
sign-password = Пароль
sign-password-hint = Наберите пароль и нажмите Enter
sign-directory-hint = Наберите пароль рабочего компьютера и нажмите Enter
sign-directory-or-pin-hint = Наберите ПИН-код или пароль рабочего компьютера и нажмите Enter
sign-demo-pin = Демонстрация: ПИН-код { $pin }
sign-demo-password = Демонстрация: пароль { $pin }
sign-change-pin = Сменить ПИН-код
sign-change-password = Сменить пароль
sign-now-pin = ПИН-код сейчас
sign-now-password = Пароль сейчас
sign-new-pin = Новый ПИН-код
sign-new-password = Новый пароль
sign-again-pin = Новый ПИН-код ещё раз
sign-again-password = Новый пароль ещё раз
sign-rule-pin = От 6 до 12 цифр, не одинаковых и не подряд.
sign-rule-password = От 10 знаков. Легче всего запомнить три-четыре случайных слова.
sign-differs = Во второй раз набрано другое. Наберите, пожалуйста, ещё раз.
sign-save = Сохранить
sign-back = Вернуться ко входу
sign-changed-pin = ПИН-код изменён. Войдите с новым.
sign-changed-password = Пароль изменён. Войдите с новым.
sign-enter = Войти
sign-erase = Стереть цифру
sign-wrong = Не подошло. Проверьте, пожалуйста, имя и попробуйте ещё раз.
sign-unreachable = Сервер не отвечает. Проверьте связь и попробуйте ещё раз.
sign-again = Сеанс закончился. Войдите, пожалуйста, ещё раз: окно и посетитель на своих местах.
sign-out = Выйти
role-desk = менеджер
role-hall = менеджер зала
role-head = начальник офиса
role-contact-centre = контакт-центр
role-reserve = резерв
role-kiosk = киоск
role-board = табло
role-admin = администратор

### Выбор окна
choose-title = За каким окном вы сегодня?
choose-free = свободно
choose-taken = занято
choose-full = Свободных окон сейчас нет. Как только одно освободится, его можно будет выбрать здесь.
choose-mine = ваше окно
choose-hint-usual = Нажмите на окно или наберите его номер. Enter — ваше обычное окно { $desk }.
choose-typed = Набрано { $typed }: ещё одна цифра, или Enter — окно { $typed }.
choose-hint = Нажмите на окно или наберите его номер.
desk-status-closed = закрыто
desk-status-free = свободно
desk-status-calling = вызывает
desk-status-serving = идёт приём
desk-status-on-break = перерыв

### Окно: шапка
title-queue = { $count } в очереди
day-none = цель: { $target } % до { $min } мин
day-share = { $min } мин: { $share } %
day-left = { $min } мин: { $share } % · { $left ->
    [0] запаса нет
   *[other] можно ещё { $left }
 }
day-under = { $min } мин: { $share } % · ниже цели { $target } %
per-desk = на окно: { $count }
served-today = Принято сегодня { $count }

### Окно: действия
action-open = Открыть окно
action-call-next = Вызвать следующего
action-start = Начать приём
action-finish-next = Завершить и вызвать следующего
action-finish = Завершить
action-recall = Повторить вызов
action-no-show = Не явился
action-return = Вернуть в очередь
action-transfer = Перенаправить
action-more = Перерыв
action-call = Вызвать по номеру
action-services = Услуги окна…
action-close = Закрыть окно
action-leave = Другое окно
action-resume = Вернуться к работе
action-back = Назад

### Окно: что было нажато (для сообщений)
did-open = Открыть окно
did-call-next = Вызвать следующего
did-start = Начать приём { $number }
did-finish-next = Завершить приём { $number } и вызвать следующего
did-finish = Завершить приём { $number }
did-recall = Повторить вызов { $number }
did-no-show = Не явился { $number }
did-return = Вернуть { $number } в очередь
did-transfer = Перенаправить { $number }: { $to }
did-call = Вызвать { $ticket }
did-revive = Вернуть { $ticket } в очередь
did-break = Перерыв
did-resume = Вернуться к работе
did-close = Закрыть окно
did-services = Услуги окна
did-issue = Выдать талон: { $service }
did-print = Напечатать { $ticket } ещё раз
kept = «{ $action }» — отправим, как только вернётся связь.
kept-drop = Не отправлять
said-empty = Для этого окна сейчас никто не ждёт.
said-stale = «{ $action }» не выполнено: пока не было связи, всё изменилось. На экране — как есть сейчас.

### Окно: карточка
card-serving = Сейчас на приёме
card-called = Приглашён к окну
card-times = вызван { $count ->
    [one] { $count } раз
    [few] { $count } раза
   *[many] { $count } раз
}
card-misses = раньше не подошёл: { $count }
card-since-serving = на приёме
card-since-called = с вызова
card-language = { $code ->
    [en] талон на английском
   *[other] язык талона: { $code }
 }
card-note = Записка:
card-note-from = Записка из окна { $desk }:
card-bring = Просили взять с собой:
card-called-guide = Когда посетитель подойдёт, нажмите Enter. Если его нет — повторите вызов или отметьте «Не явился».
card-free = Окно свободно
card-free-waiting = { $count ->
    [one] Вас ждёт { $count } посетитель
    [few] Вас ждут { $count } посетителя
   *[many] Вас ждут { $count } посетителей
}
card-first = Первый в очереди:
card-empty = Никто не ждёт
card-empty-all = Как только появится посетитель, он будет здесь.
card-empty-others = { $count ->
    [one] { $count } посетитель ждёт другие окна.
    [few] { $count } посетителя ждут другие окна.
   *[many] { $count } посетителей ждут другие окна.
}
card-break-waiting = { $count ->
    [one] Вас ждёт { $count } посетитель
    [few] Вас ждут { $count } посетителя
   *[many] Вас ждут { $count } посетителей
}
card-break-empty = Для вашего окна никто не ждёт
card-closed = Окно закрыто
card-closed-guide = Офис работает с { $opens } до { $closes }.
came = взял талон в { $time }
came-with = { $segment } · взял талон в { $time }
fact-waited = Ждал
fact-norm = Норма услуги
fact-norm-none = не задана
fact-from = Перенаправлен
fact-came-back = Вернулся к вам
fact-from-desk = из окна { $desk }
fact-class = Очередь
fact-why = Почему сейчас
fact-why-none = —
class-ordinary = обычная
class-privileged = льготная
class-out-of-turn = вне очереди
class-appointment = по записи
why-longest-wait = дольше всех ждал
why-first-come = первым пришёл
why-privileged = льготная очередь
why-out-of-turn = вне очереди по закону
why-appointment = по записи
why-sent-here = направлен сюда
why-by-hand = вызван вручную
note-label = Заметка, которая уйдёт с посетителем
note-placeholder = Заметка для коллеги: уйдёт вместе с посетителем, если его перенаправить…

### Окно: очередь
queue-mine = Моя очередь · { $count }
queue-none = Никто не ждёт.
queue-call-hint = Вызвать этого посетителя
queue-elsewhere = Другие окна ждут: { $count }
mark-only = к окну { $desk }
mark-privileged = льготный
mark-out-of-turn = вне очереди
mark-appointment = по записи
wait-long = больше { $target } на { $over } мин

### Окно: панели
transfer-title = Куда перенаправить
transfer-to-service = Услуга
transfer-to-desk = Окно
transfer-come-back = вернуть ко мне
transfer-note = Комментарий для коллеги
confirm-transfer-none = Выберите, куда
confirm-transfer = Перенаправить: { $to }
call-title = Вызвать по номеру
call-hint = цифры талона · стрелки
call-reason = Почему не по очереди (не обязательно)
call-nobody = С цифрами { $typed } никто не ждёт.
call-missed = не подошёл раньше
confirm-call-none = Выберите посетителя
confirm-call-not-now = Сначала начните приём
confirm-call = Вызвать { $ticket }
confirm-finish-call = Завершить и вызвать { $ticket }
confirm-revive = Вернуть { $ticket } в очередь
services-title = Какие услуги оказывает это окно
confirm-services = Сохранить услуги: { $count }
more-title = Перерыв и окно
more-busy = Перерыв и закрытие — после того, как приём завершён.
more-keys = Цифра или стрелки — выбрать, Enter — подтвердить. Номер талона можно набрать на главном экране: так вызывают не по очереди.
confirm-more-none = Выберите
confirm-break = Начать: { $kind }
break-rest = Перерыв
break-lunch = Обед
break-errand = Дело в бэк-офисе

### Сообщения персоналу
notice-live-queue = Живая очередь: база данных недоступна. Талоны серии Ж, порядок — кто раньше пришёл, к любому окну. Ничего из выданного не потеряно.
notice-copies-one = Всё сохраняется пока в одном месте вместо двух. Работать можно; сообщите, пожалуйста, в ИТ.
notice-copies-none = Сохранять некуда: очередь держится только в памяти и при отключении питания пропадёт. Сразу сообщите, пожалуйста, в ИТ.
notice-paper-low = { $left ->
    [unknown] В принтере талонов кончается бумага.
   *[other] В принтере талонов кончается бумага. Талонов осталось примерно { $left }.
 }
notice-paper-out = В принтере талонов нет бумаги: посетители видят номер на экране киоска.
notice-paper-cover-open = Открыта крышка принтера талонов.
notice-paper-unreachable = Принтер талонов не отвечает: посетители видят номер на экране киоска.
notice-peak = Много ожидающих: { $waiting } на { $desks ->
    [one] { $desks } окно
    [few] { $desks } окна
   *[other] { $desks } окон
 }. Пригласите, пожалуйста, коллег на помощь.
notice-coverage = Услугу «{ $service }» сейчас не оказывает ни одно открытое окно, её ждут: { $waiting }.
notice-config-bad = В файле настроек ошибка, офис работает по прежним настройкам: { $text }
notice-live-ended = Электронная очередь снова работает. Живая очередь длилась { $minutes } мин, ничего не потеряно.
notice-slips-doubtful = Могли не напечататься талоны: { $count } ({ $numbers }{ $more ->
    [0] {""}
   *[other] {" "}и ещё { $more }
 }). Список — кнопка бумаги вверху страницы зала.
notice-room-restarted = { $room ->
    [print] Печать талонов дала сбой и запущена снова. Кто мог остаться без талона — на кнопке бумаги вверху страницы зала.
    [voice] Голос дал сбой и запущен снова.
   *[other] Часть программы «{ $room }» дала сбой и запущена снова. Делать ничего не нужно; если повторится, сообщите, пожалуйста, в ИТ.
 }
notice-room-shut = { $room ->
    [print] Печать талонов остановлена после нескольких сбоев: посетители видят номер на экране киоска. Сообщите, пожалуйста, в ИТ.
    [voice] Голос остановлен после нескольких сбоев: вызовы видны на табло. Сообщите, пожалуйста, в ИТ.
   *[other] Часть программы «{ $room }» остановлена после нескольких сбоев. Сообщите, пожалуйста, в ИТ.
 }
notice-clock = Часы сервера переведены; время ожидания считается верно.
notice-booked-outside = Вне часов работы записаны посетители: { $count } (первая запись — { $date }, { $time }). Перенесите, пожалуйста, на странице «Запись на приём».
notice-day-before = За { $date } остались без приёма, талонов: { $count } ({ $numbers }{ $more ->
    [0] {""}
   *[other] {" "}и ещё { $more }
 }).
reserve-asked = Начальник офиса просит помочь в зале: { $names }
reserve-you = { $who } просит помочь в зале с { $at }. Выберите, пожалуйста, свободное окно.
notices-more = ещё { $count }
notices-less = свернуть
notice-other = Сообщение «{ $code }»

### Зал
hall-queue = Очередь · { $count }
hall-queue-none = Никто не ждёт.
hall-desks = Окна
hall-issue = Выдать талон
hall-segment = Кто обращается?
hall-service = Что нужно?
hall-class = Очередь
hall-language = Язык талона
hall-reason = Почему вручную
hall-reason-needed = Выдача талонов на сегодня завершена. Напишите, почему выдаёте талон: причина сохранится.
hall-live-issue = Выдать талон живой очереди
hall-service-waits = ждут: { $count }
hall-service-paused = приостановлена
hall-issued = Талон выдан
hall-place = { $ahead ->
    [0] Следующий на очереди
    [one] Впереди { $ahead } посетитель
    [few] Впереди { $ahead } посетителя
   *[many] Впереди { $ahead } посетителей
}
hall-wait = { $to ->
    [0] Вызовут почти сразу
   *[other] Ожидание примерно { $from }–{ $to } мин
}
hall-print-printing = Печатается…
hall-print-printed = Талон напечатан
hall-print-not-printed = Талон не напечатан. Назовите, пожалуйста, номер посетителю.
hall-print-unknown = Неясно, напечатан ли талон. Проверьте, пожалуйста, принтер.
hall-print-not-asked = Без бумаги
hall-reprint = Напечатать ещё раз
hall-reprinted = Талон { $ticket } напечатан с пометкой «повтор».
hall-next-issue = Следующий талон
hall-back = Назад
hall-find = Найти по номеру
hall-found-none = С такими цифрами талона нет.
hall-clear = Очистить
hall-call-to = Пригласить к окну
hall-call-reason = Причина (сохранится)
hall-call-reason-need = Напишите или выберите причину: она сохранится рядом с вызовом.
hall-reason-hard = трудно ждать
hall-reason-short = короткий вопрос
hall-reason-back = вернулся с бумагами
hall-revive = Подошёл: вернуть в очередь
hall-status-waiting = ждёт
hall-status-called = вызван
hall-status-serving = на приёме
hall-status-parked = отложен
hall-status-served = обслужен
hall-status-no-show = не явился
hall-status-not-served = день закончился
hall-ticket-service = Услуга
hall-ticket-wait = Ждёт
hall-ticket-taken = Взял талон
hall-ticket-print = Бумага
hall-ticket-desk = Окно
hall-desk-off = закрыто
hall-desk-busy = занято
hall-call-next-here = Вызвать следующего сюда
hall-finish-next-here = Завершить и вызвать следующего
hall-paper-ok = бумага есть
hall-paper-low = бумага кончается
hall-paper-out = нет бумаги
hall-paper-cover-open = крышка открыта
hall-paper-unreachable = принтер не отвечает
hall-paper-unknown = принтер: неизвестно
paper-title = Бумага
paper-pill = без талона: { $count }
paper-printer = Принтер { $id }: { $condition ->
    [ready] готов
    [paper-low] кончается бумага
    [paper-out] нет бумаги
    [cover-open] открыта крышка
    [cutter-error] заело нож
    [printer-error] сообщает об ошибке
    [offline] выключен кнопкой или занят
    [garbled] отвечает бессмыслицей
    [unreachable] не отвечает
   *[not-known] о себе не сообщает
 }
paper-left = Рулона хватит примерно на { $left ->
    [one] { $left } талон
    [few] { $left } талона
   *[many] { $left } талонов
 }.
paper-left-unknown = Сколько осталось на рулоне, неизвестно. Поставите новый — нажмите кнопку, и программа будет считать.
paper-new-roll = Рулон заменён
did-roll = Новый рулон в принтере { $printer }: считаем с начала.
paper-doubtful = Талон под вопросом · { $count }
paper-none = Все талоны напечатаны.
paper-guide = Посетитель мог остаться без бумаги. Номер действует и без неё: назовите его, пожалуйста, или напечатайте талон ещё раз.
paper-line = { $time } · { $status } · { $print }
paper-slip-printing = принтер не ответил
paper-slip-not-printed = не напечатан
paper-slip-unknown = неясно
paper-repeat = Повтор
paper-in-hand = На руках
paper-more = И более ранние: { $count }.
did-in-hand = Талон { $ticket } на руках.
hall-waiting = ждут: { $count }
doors-before-opening = Откроемся в { $opens }
doors-open = Открыто до { $closes }
doors-registration-ended = Выдача талонов завершена, закрытие в { $closes }
doors-closed = Закрыто
print-printing = печатается
print-printed = напечатан
print-not-printed = не напечатан
print-unknown = неясно
print-not-asked = без бумаги

### Руководитель
head-share = Вызваны за { $min } мин
head-share-none = Ещё никого не вызвали
head-waiting = Ждут сейчас
head-longest = Дольше всех ждёт
head-working = Окон работает
head-per-desk = На одно окно
head-answered = Вызвано сегодня
head-desks = Окна
head-services = Ждут по услугам
head-col-desk = Окно
head-col-who = Кто
head-col-state = Состояние
head-col-since = Сколько
head-col-served = Принято
head-col-service = Услуга
head-col-waiting = Ждут
head-col-wait = Ожидание

### Табло
board-ticket = Талон
board-desk = Окно
board-next = Скоро пригласим
board-next-none = Очереди нет
board-wait = { $count ->
    [0] меньше минуты
   *[other] около { $count } мин
}
board-wait-none = Ожидания почти нет
board-wait-more = ожидание сейчас · в очереди { $count }
board-wait-unknown = В очереди { $count }
board-live = Живая очередь
board-live-guide = Приглашаем по порядку прихода, к любому окну.
board-line = Прямая линия контакт-центра
board-welcome = Добро пожаловать
board-welcome-guide = Возьмите, пожалуйста, талон в киоске. Номер и окно появятся здесь.
board-before = Откроемся в { $opens }
board-ended = Выдача талонов на сегодня завершена. Всех, у кого есть талон, примем.
board-closed = Офис закрыт
board-closed-next = Ждём вас { $date } в { $opens }
board-stale = Данные на { $time }: табло без связи. Слушайте, пожалуйста, приглашения менеджера.
board-again = повторный вызов
board-elsewhere = другое окно

### Принтер
printer-title = Последние талоны
printer-empty = Ещё ничего не напечатано. Возьмите талон в киоске или на странице зала.
printer-slip = Талон { $number }, { $time }
printer-guide = Так выглядит бумага: страница показывает то, что ушло на принтер.

### Начало
index-title = Офис на связи
index-guide = Выберите страницу. Каждая открывается с любого компьютера этой сети.
index-desk = Вызвать посетителя, принять, перенаправить
index-hall = Выдать талон, видеть весь зал
index-head = День в цифрах
index-doctor = Проверка принтера, дисков, часов; журнал действий сотрудников
index-booking = Записать на удобное время
index-contact = Кому обещали перезвонить
index-statements = Письменные обращения и жалобы
index-readings = Часы для юридических лиц
index-board = Для телевизора в зале
index-printer = Что напечатал принтер
index-demo = Это демонстрация. Чтобы войти, выберите имя и наберите ПИН-код.
index-demo-name = Имя
index-demo-role = Роль
index-demo-pin = ПИН-код
index-api = Для программ: описание API

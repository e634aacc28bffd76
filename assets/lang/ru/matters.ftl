# Обратные звонки, обращения, запись о приёме, тихая помощь.

problem-needs-database = Сейчас идёт живая очередь: база данных временно недоступна, поэтому записать это пока нельзя. Запишите, пожалуйста, на бумаге и повторите, когда очередь снова станет электронной.
problem-people-unavailable = Личные данные сейчас записать или показать нельзя: их база временно недоступна. Запишите, пожалуйста, на бумаге и повторите через минуту.
problem-unknown-record = Записи с номером { $id } нет: её уже убрали из списка или номер другой.
problem-record-changed = Эту запись только что изменил кто-то другой. Обновите её и посмотрите, нужно ли ещё ваше изменение.
problem-record-closed = Запись { $id } уже закрыта, менять её не нужно.
problem-too-many = Здесь уже { $limit } записей, больше не помещается. Закройте, пожалуйста, те, что завершены.
problem-take-ticket-instead = Регистрация открыта: возьмите, пожалуйста, талон. Менеджер ответит сегодня.
problem-wrong-phone = Такой номер телефона набрать не получится. Нужно десять цифр, например 912 345-67-89.
problem-wrong-contract = Номер договора — от 4 до 20 цифр и букв, например 660400123456.
problem-wrong-name = Имя пишется буквами.
problem-text-too-long = Слишком длинный текст: поместится { $limit } знаков.
problem-consent-needed = Чтобы записать телефон, нужно согласие посетителя: отметьте его, пожалуйста.
problem-wrong-date = Дата «{ $date }» не подходит: нужен сегодняшний или более поздний день, например 2026-11-23.
problem-unknown-filter = Значения «{ $filter }» здесь нет. Какие есть, сказано в описании API.
problem-person-erased = Личные данные этой записи уже стёрты.
problem-search-too-short = Слишком мало букв: нужно хотя бы { $letters }.
problem-no-help-asked = Из окна { $desk } сейчас никто не зовёт: сигнал уже снят.

callback-consent = Нажимая «Готово», я соглашаюсь, что { $office } запишет мой телефон и то, что я указал, чтобы ответить на мой вопрос. { $days ->
    [one] Через { $days } день после ответа данные сотрут.
    [few] Через { $days } дня после ответа данные сотрут.
   *[other] Через { $days } дней после ответа данные сотрут.
}
callback-consent-aloud = Вы согласны, что { $office } запишет ваш телефон и то, что вы указали, чтобы ответить на ваш вопрос? { $days ->
    [one] Через { $days } день после ответа данные сотрут.
    [few] Через { $days } дня после ответа данные сотрут.
   *[other] Через { $days } дней после ответа данные сотрут.
}
callback-slip-title = Обратный звонок № { $id }
callback-slip-due = Позвоним до конца дня
callback-slip-phone = На телефон
callback-slip-about = Вопрос:
callback-slip-sooner = Если удобнее раньше: прямая линия — { $line }.
callback-columns = №; Принято; Позвонить до; Услуга; Имя; Телефон; Адрес; Договор; Вопрос; Откуда; Талон; Попыток; Итог; Закрыто; Кто закрыл
callback-origin-kiosk = киоск
callback-origin-hall = зал
callback-origin-desk = окно
callback-origin-contact-centre = контакт-центр
callback-outcome-answered = ответили
callback-outcome-booked = записали на приём
callback-outcome-unreachable = не дозвонились
callback-outcome-wrong-number = неверный номер
callback-outcome-withdrawn = больше не нужно

problem-unknown-kind = Вида обращения «{ $kind }» в файле офиса нет.
problem-not-anonymous = Без имени и телефона можно принять только жалобу. Запишите, пожалуйста, кто обращается.
problem-unknown-topic = Темы «{ $topic }» в файле офиса нет.
problem-unknown-outcome = Итога «{ $outcome }» в файле офиса нет.

help-from = Окно { $desk } просит помощи.
help-who-comes = Идёт: { $names }.
help-i-come = Иду
help-over = Уже не нужно
did-help-answer = Ответить окну { $desk }
did-help-over = Снять сигнал окна { $desk }

page-statements = Обращения
matters-away = Сервер не отвечает: список прежний, обновится сам.
matters-overdue = просрочено,
matters-today = сегодня,
matters-due = до
matters-no-person = Личные данные стёрты
matters-people-away = Имена и телефоны сейчас показать нельзя: их база временно недоступна.
matters-contract = договор { $contract }
matters-note = Что сказал посетитель (добавится к вопросу)
matters-printed = Отправлено на печать.
matters-print = Напечатать ещё раз
matters-show = Что показать
matters-export = В Excel
matters-filter-open = Открытые
matters-filter-today = На сегодня
matters-filter-overdue = Просроченные
matters-filter-closed = Закрытые
matters-open-count = открыто: { $count }
matters-overdue-count = просрочено: { $count }
callback-number = № { $id }
callback-new = Новый звонок
callback-promise = Позвоним до конца дня: { $day }.
callback-show-phone = Показать телефон
callback-noted = Попытка записана.
callback-closed = Звонок закрыт.
callback-asked = Звонок записан.
callback-result = Чем закончилось
callback-again = Не получилось — попробуем ещё
callback-other-day = Договорились на другой день
callback-seen = Телефон смотрели:
callback-find = Телефон или договор
callback-none = Здесь пусто: звонить некому.
callback-choose = Выберите звонок из списка.
callback-attempts = { $count ->
    [one] { $count } попытка
    [few] { $count } попытки
   *[other] { $count } попыток
}
callback-attempt-no-answer = не отвечает
callback-attempt-busy = занято
callback-attempt-asked-later = просит позже
callback-attempt-wrong-number = не тот номер
callback-ask-phone = Телефон
callback-ask-name = Имя
callback-ask-contract = Номер договора
callback-ask-address = Адрес
callback-ask-gist = Вопрос
callback-read = Прочитайте, пожалуйста, посетителю:
callback-ask-consent = Посетитель согласен, чтобы записали его телефон
callback-ask-send = Записать
statement-new = Принять обращение
statement-no-kinds = В файле офиса нет видов обращений: добавьте разделы [[statement]].
statement-kind = Вид обращения
statement-term = { $days ->
    [one] { $days } рабочий день
    [few] { $days } рабочих дня
   *[other] { $days } рабочих дней
}
statement-anonymous = Без имени
statement-name = От кого
statement-phone = Телефон
statement-contract = Номер договора
statement-address = Адрес
statement-gist = О чём
statement-drop-off = Принято в зале без талона
statement-take = Принять и напечатать расписку
statement-nameless = без имени
statement-show = Показать телефон и адрес
statement-taken = принято { $time }, { $by }
statement-settle = Чем закончилось
statement-answer-answered = ответили
statement-answer-passed-on = передали
statement-answer-withdrawn = отозвано
statement-complaints = Жалобы по месяцам
statement-months-anonymous = без имени: { $count }
statement-took = Принято под № { $number }. Ответим до конца дня: { $day }.
statement-receipt = Расписка напечатана.
statement-no-receipt = Расписка не напечаталась: назовите, пожалуйста, номер и срок.
statement-none = Здесь пусто.
hand-overs = Передано в бэк-офис
hand-over-done = Сделано
statement-slip-title = Обращение № { $number }
statement-slip-kind = Вид
statement-slip-due = Ответим до конца дня
statement-slip-by = Принял(а)

problem-rating-off = Оценки посетителей в этом офисе выключены.
problem-not-served-yet = Оценить приём можно, когда он завершится.
problem-already-rated = Оценка этому приёму уже поставлена. Спасибо!
problem-wrong-mark = Оценка — число от 1 до { $best }.
contact-columns = День; Записано; Талон; Окно; Менеджер; Услуга; Тема; Итог; Заметка; Бэк-офис до

### Страница зала: двери, поздние посетители, объявления
hall-doors = Другие страницы
hall-door-booking = Запись
hall-door-callback = Звонок
hall-door-statement = Обращение
hall-announce = Объявления
hall-overdue = просрочено: { $count }
hall-due-today = на сегодня: { $count }
hall-late = Регистрация завершена. Предложите посетителю:
hall-late-callback = Обратный звонок
hall-late-booking = Записать на приём
hall-late-line = Прямая линия:
announce-title = Объявления
announce-guide = Бегут строкой на табло. Остаются, пока их не заменят.
announce-none = Объявлений нет.
announce-line = Строка { $number }, { $language }
announce-remove = Убрать
announce-add = Добавить строку
announce-save = Показать на табло
announce-saved = Объявления на табло.
announce-cleared = Объявления убраны.

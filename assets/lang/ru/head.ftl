# Тексты для начальника офиса и менеджера зала: день, час пик, резерв, отчёты.
# Тон — правило S15: вежливо, просто, без приказов.

### Почему не вышло
problem-bad-time = «{ $time }» — не время. Напишите, пожалуйста, часы и минуты: 17:00.
problem-closes-before-opening = Закрытие раньше открытия. Проверьте, пожалуйста, оба времени.
problem-closes-in-the-past = Это время уже прошло. Выберите время позже или закройте день.
problem-already-opened = Офис открыт с { $opened }, перенести открытие на более позднее время уже нельзя.
problem-day-too-long = День длиннее суток. Проверьте, пожалуйста, время.
problem-nothing-overridden = Часы на сегодня и так по расписанию.
problem-booked-outside = Вне этих часов уже записаны посетители: { $count } (на { $times }). Перенесите записи на странице «Запись на приём» или подтвердите: записи останутся, о них напомнят.
problem-somebody-is-here = В офисе ещё посетители: ждут — { $waiting }, у окон — { $desks }. Закройте день, когда они уйдут, или подтвердите закрытие.
problem-day-not-closed = День и так открыт.
problem-day-is-over = Время работы на сегодня закончилось, новый день начнётся сам.
problem-no-peak = Пика сейчас нет: отмечать нечего.
problem-nobody-in-reserve = В резерве никого свободного нет.
problem-nobody-asked = Никого из резерва сейчас не приглашали.
problem-reason-needed = Напишите, пожалуйста, причину: она сохраняется вместе с талоном.
problem-class-not-by-hand = Талон по записи даёт только запись. Выберите, пожалуйста, другую очередь.

### Страница руководителя: сейчас
hd-tab-now = Сейчас
hd-tab-reports = Отчёты
hd-budget = { $left ->
    [0] Запаса нет: любое долгое ожидание опустит ниже { $target } %
    [one] До порога { $target } % можно ещё { $left } долгое ожидание
    [few] До порога { $target } % можно ещё { $left } долгих ожидания
   *[other] До порога { $target } % можно ещё { $left } долгих ожиданий
 }
hd-under = { $count ->
    [one] Ниже порога { $target } %: лишнее { $count } долгое ожидание
    [few] Ниже порога { $target } %: лишние { $count } долгих ожидания
   *[other] Ниже порога { $target } %: лишние { $count } долгих ожиданий
 }
hd-none-live = В живой очереди ещё никого не вызвали
hd-none-electronic = В электронной очереди ещё никого не вызвали
hd-target = цель { $target } %
hd-late = Дольше 30 минут
hd-longest = Самое долгое
hd-long-now = Ждут дольше { $min } мин
hd-was-live = Живая очередь
hd-was-electronic = Электронная очередь
hd-of = { $part } из { $all }
hd-min = { $count } мин
hd-of-desks = из { $all }
hd-solved = Решено на входе
hd-advice = Совет по окнам
hd-nobody = никого
hd-col-waiting = Ждут
hd-col-ahead = Перед новым
hd-col-wait = Ожидание
hd-range = { $to ->
    [0] меньше минуты
   *[other] { $from }–{ $to } мин
}
hd-no-desk = нет окна
hd-before = Прошлый рабочий день, { $date }
hd-before-tickets = { $count ->
    [one] { $count } талон
    [few] { $count } талона
   *[other] { $count } талонов
 }
hd-before-share = в срок { $share } %
hd-before-late = дольше 30 минут: { $count }
hd-before-peaks = пиков: { $count }
hd-before-solved = решено на входе: { $count }
hd-before-forgotten = Остались без приёма ({ $count }):

### Час пик и резерв
hd-peak-on = Пик с { $since }, длится { $lasts }
hd-peak-off = Пики сегодня
hd-peaks-none = Сегодня пиков не было.
hd-peaks-before = Раньше сегодня
hd-peak-load-now = Ждут { $waiting }, работает окон: { $working }.
hd-peak-add = { $count ->
    [one] Нужно ещё { $count } окно.
    [few] Нужно ещё { $count } окна.
   *[other] Нужно ещё { $count } окон.
 }
hd-peak-add-last = { $count ->
    [one] Можно открыть ещё { $count } окно, больше окон нет.
    [few] Можно открыть ещё { $count } окна, больше окон нет.
   *[other] Можно открыть ещё { $count } окон, больше окон нет.
 } Остальным предложите, пожалуйста, запись или обратный звонок.
hd-peak-no-desk = Свободных окон больше нет. Предложите, пожалуйста, запись или обратный звонок.
hd-peak-easing = Пик спадает.
hd-peak-acknowledge = Вижу
hd-peak-seen-by = Отметка: { $who }
hd-peak-date = День
hd-peak-when = Когда
hd-peak-worst = В худший момент
hd-peak-reaction = Помощь
hd-peak-seen = Кто увидел
hd-peak-load = { $waiting } на { $working ->
    [one] { $working } окно
    [few] { $working } окна
   *[other] { $working } окон
 }
hd-peak-alone = без нового окна
hd-peak-after = { $count ->
    [0] сразу
   *[other] через { $count } мин
 }
hd-reserve = Резерв
hd-reserve-none = В файле офиса нет сотрудников резерва.
hd-reserve-free = может помочь
hd-reserve-called = приглашение отправлено в { $at }
hd-reserve-at = у окна { $desk }
hd-call-reserve = { $count ->
    [one] Позвать на помощь
   *[other] Позвать на помощь: { $count }
 }
hd-stand-down = Помощь не нужна

### День
hd-day = Рабочий день
hd-hours-today = Сегодня { $opens }–{ $closes }, запись в очередь до { $ends }
hd-hours-none = Сегодня выходной
hd-hours-by = Изменено: { $who }. По расписанию { $opens }–{ $closes }.
hd-hours-by-off = Изменено: { $who }. По расписанию выходной.
hd-close-at = Сегодня закрываемся в
hd-set-hours = Изменить
hd-restore-hours = Вернуть по расписанию
hd-day-closed = День закрыт
hd-close-day = Закрыть день
hd-close-itself = Обычно день закрывается сам после последнего посетителя.
hd-close-sure = Закрыть день? Запись в очередь прекратится, окна закроются.
hd-close-people = { $count ->
    [one] В офисе ещё { $count } посетитель: он останется без приёма.
    [few] В офисе ещё { $count } посетителя: они останутся без приёма.
   *[other] В офисе ещё { $count } посетителей: они останутся без приёма.
 }
hd-close-yes = Да, закрыть
hd-close-anyway = Всё равно закрыть
hd-close-no = Не закрывать
hd-reopen = Открыть день снова

### Что сделано
did-hours = Сегодня закрываемся в { $closes }. Запись в очередь закончится раньше, как обычно.
did-restore-hours = Часы снова по расписанию.
did-close-day = День закрыт.
did-reopen-day = День снова открыт. Окна открывают их сотрудники.
did-acknowledge = Отметка сохранена.
did-call-reserve = Приглашение отправлено: оно на страницах входа и окна.
did-stand-down = Приглашения сняты.

### Отчёты
report-title = { $by }: с { $from } по { $to }
report-total = Всего
report-by-day = Дни
report-by-week = Недели
report-by-month = Месяцы
report-by-weekday = Дни недели
report-by-hour = Часы
report-by-service = Услуги
report-by-desk = Окна
report-by-manager = Сотрудники
report-by-topic = Темы
report-by-outcome = Итоги
report-not-called = не вызваны
report-no-topic = без темы
report-no-outcome = без итога
report-visits = Талонов
report-answered = Вызвано
report-share = В срок, %
report-late = Дольше 30 мин
report-wait-mean = Среднее ожидание, мин
report-wait-median = Половина, мин
report-wait-p85 = 85 из 100, мин
report-wait-p95 = 95 из 100, мин
report-wait-longest = Самое долгое, мин
report-service-mean = Средний приём, мин
report-service-median = Половина приёмов до, мин
report-served = Принято
report-no-shows = Не явились
report-left = Ушли
report-not-served = Не приняты
report-transfers = Передано
report-promises = Позвали к названному времени, %
report-rated = Оценок
report-rating = Оценка
report-solved = На входе
report-peaks = Пиков
report-open = Окна открыты, ч
report-breaks = Перерывы, ч
rp-none = За эти дни данных нет.
rp-span = За какое время
rp-span-today = Сегодня
rp-span-yesterday = Вчера
rp-span-week = Неделя
rp-span-month = Месяц
rp-span-last-month = Прошлый месяц
rp-span-year = Год
rp-from = с
rp-to = по
rp-by = По чему
rp-date = День
rp-time = Время
rp-incomplete = История ещё собирается из журнала: часть дней появится через несколько минут.
rp-heat = Неделя по часам
rp-heat-visits = Посетителей в час
rp-heat-wait = 85 из 100 ждут до, мин
rp-curve = День по часам
rp-arrivals = Пришли за 15 минут
rp-waits = Среднее ожидание, мин
rp-waiting = Ждут
rp-working = Работают окна
rp-most = до { $value }
rp-most-min = { $value ->
    [0] меньше минуты
   *[other] до { $value } мин
 }
rp-target-min = { $value } мин
rp-shares = Доля в срок
rp-as-table = Эти же числа таблицей
rp-print = Отчёт на лист
rp-peaks = Пики: { $count }
rp-all = Показать все { $count }
rp-week = { $week } нед. { $year }
weekday-1 = понедельник
weekday-2 = вторник
weekday-3 = среда
weekday-4 = четверг
weekday-5 = пятница
weekday-6 = суббота
weekday-7 = воскресенье
weekday-short-1 = пн
weekday-short-2 = вт
weekday-short-3 = ср
weekday-short-4 = чт
weekday-short-5 = пт
weekday-short-6 = сб
weekday-short-7 = вс
month-1 = январь
month-2 = февраль
month-3 = март
month-4 = апрель
month-5 = май
month-6 = июнь
month-7 = июль
month-8 = август
month-9 = сентябрь
month-10 = октябрь
month-11 = ноябрь
month-12 = декабрь
pr-title = Отчёт за { $date }
pr-hours = Часы работы { $opens }–{ $closes }
pr-hours-round = Работаем круглосуточно
pr-overridden = часы изменил начальник офиса
pr-print = Печать
pr-head = Начальник офиса
pr-made = Напечатано { $at }
problem-bad-date = «{ $date }» — не дата. Напишите, пожалуйста, год, месяц и день: 2026-11-25.
problem-bad-span = Проверьте, пожалуйста, дни: от раннего к позднему, не больше четырёх лет.
problem-unknown-report = Отчёта «{ $report }» нет. Есть: day, week, month, weekday, hour, service, desk, manager, topic, outcome.
problem-reports-unavailable = Отчёты сейчас недоступны: база данных не отвечает. Приём идёт как обычно, попробуйте, пожалуйста, позже.

### Менеджер зала: рука над очередью
hall-solved = Решено на входе
hall-solved-count = сегодня { $count }
hall-change = Изменить
hall-change-service = Другая услуга
hall-send = Направить к окну
hall-left = Посетитель ушёл
hall-left-sure = Да, посетитель ушёл
hall-left-no = Остаётся
hall-status-left = ушёл
hall-own-desk = Сесть за это окно
hall-start-here = Начать приём
hall-why-disabled = Инвалидность
hall-why-veteran = Ветеран
hall-why-child = С ребёнком
hall-why-elderly = Пожилой человек
hall-why-ordinary = Обычная очередь
did-solved = Записано: решено на входе.
did-change = Талон { $ticket } изменён.
did-send = Талон { $ticket } ждёт это окно.
did-cancel = Талон { $ticket } снят с очереди.
did-open-own = Окно { $desk } открыто.
hall-find-all = Искать «{ $number }» за весь день

### Обещанное посетителям и прогноз
hd-matters = Обещано посетителям
hd-matters-callbacks = Обратные звонки
hd-matters-statements = Обращения
hd-matters-overs = Передано в бэк-офис
hd-matters-late = просрочено: { $count }
hd-matters-none = Ничего не ждёт.
hd-matters-nameless = без имени
hd-matters-all = Все: { $count }
hd-overdue = просрочено, { $day }
hd-due-today = сегодня
hd-due = до { $day }
hd-forecast = Прогноз на сегодня
hd-forecast-sum = Обычно в такой день приходят { $usual }, сегодня уже пришли: { $came }. Светлый столбец — обычно за час, синий — сегодня.
hd-outside-look = Посмотреть записи
hd-outside-anyway = Изменить часы всё равно
rp-contacts-file = Темы и итоги визитов, CSV
rp-callbacks-file = Обратные звонки, CSV

### Личные данные одного человека (152-ФЗ)
pd-title = Личные данные посетителя
pd-hint = Посетитель просит показать или стереть всё, что о нём записано. Поиск остаётся в журнале «кто что делал».
pd-wanted = Телефон, договор или имя
pd-find = Найти
pd-none = Ничего не записано.
pd-all = Отметить всё
pd-save = Сохранить файл
pd-open = не закончено
pd-erase = Стереть отмеченное
pd-erase-yes = Да, стереть: { $count }
pd-erase-no = Не стирать
pd-sure = Стёртое не вернуть. Записи и цифры останутся, но без имени, телефона, адреса, договора и слов посетителя.
pd-withdraws = { $count ->
    [one] Незаконченная запись ({ $count }) закроется как отозванная.
    [few] Незаконченные записи ({ $count }) закроются как отозванные.
   *[other] Незаконченные записи ({ $count }) закроются как отозванные.
}
pd-erased = Стёрто строк: { $count }, отозвано записей: { $withdrawn }.
pd-purpose-callback = Обратный звонок
pd-purpose-appointment = Запись на приём
pd-purpose-statement = Обращение
pd-purpose-note = Заметка о визите
pd-purpose-readings = Договор в графике показаний
pd-col-what = Что
pd-col-record = Номер
pd-col-when = Когда
pd-col-name = Имя
pd-col-phone = Телефон
pd-col-contract = Договор
pd-col-address = Адрес
pd-col-gist = Суть

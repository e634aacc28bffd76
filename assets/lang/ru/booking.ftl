# Запись на приём (S9) и дни показаний (S8).

problem-not-bookable = На услугу «{ $service }» заранее не записывают.
problem-no-such-slot = В этот день приём в такое время не начинается. Выберите, пожалуйста, время из списка.
problem-slot-past = Это время уже прошло. Выберите, пожалуйста, другое.
problem-slot-too-far = Записаться можно не больше чем на { $days } дн. вперёд. Выберите, пожалуйста, день поближе.
problem-slot-full = На { $time } свободных мест уже нет: последнее только что заняли. Выберите, пожалуйста, другое время.
problem-unknown-appointment = Такой записи нет. Проверьте, пожалуйста, код или телефон; менеджер зала тоже поможет найти запись.
problem-appointment-changed = Запись уже изменил кто-то другой, ваше действие не выполнено. Посмотрите, пожалуйста, на запись ещё раз.
problem-appointment-cancelled = Эта запись отменена. Можно записаться снова или взять обычный талон.
problem-appointment-missed = День этой записи уже закрыт. Можно записаться снова.
problem-already-checked-in = По этой записи уже выдан талон { $ticket }.
problem-appointment-other-day = Ваша запись — на { $date }, { $time }. Сегодня можно взять обычный талон.
problem-check-in-too-early = Ваша запись — на { $time }. Отметиться можно с { $from }; чтобы не ждать, возьмите, пожалуйста, обычный талон.

problem-too-many-codes = Записи снова не нашлось. Попробуйте, пожалуйста, через { $seconds } сек. или подойдите к менеджеру зала.
problem-code-or-phone = Укажите, пожалуйста, одно: код записи или телефон.
problem-contact-needed = Укажите, пожалуйста, телефон или имя: так запись найдут и без кода.
problem-revision-needed = Изменяя запись, пошлите в If-Match её версию (ETag) в кавычках.
problem-readings-not-drawn = График на { $month } ещё не составлен.
problem-readings-changed = График уже изменил кто-то другой, ваше действие не выполнено. Посмотрите, пожалуйста, на график ещё раз.
problem-readings-bad-hours = Часы графика должны идти по порядку, не пересекаться и заканчиваться позже, чем начинаются.
problem-readings-bad-places = Мест в часе — от 1 до { $limit }.
problem-readings-hour-in-use = На { $time } уже распределено договоров: { $contracts }. Сначала переместите их, пожалуйста, на другой час.
problem-readings-no-such-hour = В графике нет часа, который начинается в { $time }.
problem-readings-no-places = Не хватает мест: { $missing }. Добавьте, пожалуйста, часы или места; пока ничего не распределено.
problem-readings-too-many = В графике одного месяца помещается не больше { $limit } договоров.
problem-unknown-contract = Этого договора нет в графике. Проверьте, пожалуйста, номер; можно взять обычный талон.
problem-not-your-hour = Время приёма по этому договору — { $date }, { $from }–{ $to }. Сейчас можно взять обычный талон.
problem-bad-month = «{ $month }» — не месяц. Месяц пишется так: 2026-12.
problem-wrong-list = { $count ->
    [one] В списке { $count } строка с ошибкой. Исправьте её, пожалуйста, и загрузите список ещё раз; пока из него ничего не взято.
    [few] В списке { $count } строки с ошибками. Исправьте их, пожалуйста, и загрузите список ещё раз; пока из него ничего не взято.
   *[other] В списке { $count } строк с ошибками. Исправьте их, пожалуйста, и загрузите список ещё раз; пока из него ничего не взято.
 }
csv-unreadable = строку не удалось прочитать
csv-columns = столбцов { $found }, а нужно два: номер договора и название
csv-contract = «{ $found }» — не номер договора: в нём 4–20 цифр и букв
csv-name = название слишком длинное или с непечатными знаками
csv-twice = этот договор уже стоит в строке { $found }
csv-too-many = строк больше { $found }
csv-empty = в списке нет ни одного договора
status-428 = Нужна версия

# На талоне.
slip-weekday-1 = Понедельник
slip-weekday-2 = Вторник
slip-weekday-3 = Среда
slip-weekday-4 = Четверг
slip-weekday-5 = Пятница
slip-weekday-6 = Суббота
slip-weekday-7 = Воскресенье
slip-appointment = Запись на приём
slip-appointment-how = Когда придёте, введите код на киоске или поднесите к нему этот листок — и получите талон.
slip-appointment-late = Если задержитесь больше чем на { $minutes } мин., примем вас в общей очереди.
slip-booked = По записи на
slip-zone = Вам сюда

# Страница записи.
page-booking = Запись на приём
booking-new = Новая запись
booking-day = День
booking-slot = Время
booking-off = выходной
booking-mon = пн
booking-tue = вт
booking-wed = ср
booking-thu = чт
booking-fri = пт
booking-sat = сб
booking-sun = вс
booking-places = { $count ->
    [one] { $count } место
    [few] { $count } места
   *[other] { $count } мест
 }
booking-full = занято
booking-no-slots = В этот день записаться уже нельзя. Выберите, пожалуйста, другой.
booking-other-service = Другая услуга
booking-phone = Телефон
booking-name = Имя
booking-print = Напечатать листок с кодом
booking-save = Записать на { $time }
booking-choose-slot = Выберите время
booking-made = Записали
booking-next = Следующая запись
booking-open = Открыть запись
booking-print-printed = Листок напечатан.
booking-print-printing = Листок печатается.
booking-print-not-printed = Листок не напечатался. Продиктуйте, пожалуйста, код.
booking-print-unknown = Неизвестно, вышел ли листок. Проверьте, пожалуйста, лоток принтера.
booking-print-not-asked = Листок не печатали.
booking-print-again = Напечатать листок
booking-unreachable = Сервер не ответил. Нажмите, пожалуйста, ещё раз: дважды запись не появится.
booking-today = Сегодня
booking-day-before = Предыдущий день
booking-day-after = Следующий день
booking-find = Найти по телефону или коду
booking-found-none = Под этим кодом или телефоном записей нет.
booking-none = На этот день никто не записан.
booking-people-away = Имена и телефоны сейчас не видны: их база временно недоступна. Запись найдётся по коду.
booking-counts = Ждём: { $booked } · пришли: { $came } · не пришли: { $missed }
booking-code = Код { $code }
booking-code-label = Код
booking-ticket = Талон
booking-state-booked = ждём
booking-state-late = опаздывает
booking-state-checked-in = пришёл
booking-state-cancelled = отменена
booking-state-missed = не пришёл
booking-move = Перенести
booking-move-to = На какое время перенести
booking-moved = Перенесли на { $time }.
booking-cancel = Отменить запись
booking-sure = Отменить эту запись? Место сразу станет свободным.
booking-cancel-sure = Да, отменить
booking-keep = Оставить
booking-cancelled = Запись отменена.
booking-outside = Часы работы этого дня изменились, и запись теперь вне их. Позвоните, пожалуйста, посетителю и предложите другое время.
booking-live = Идёт живая очередь: записать, перенести или отменить пока нельзя. Уже записанных посетителей принимаем.
booking-link-advice = Записать получится, когда связь вернётся.

# Страница дней показаний.
page-readings = Дни показаний
readings-title = График приёма показаний: { $month }
readings-month-before = Предыдущий месяц
readings-month-after = Следующий месяц
readings-counts = распределено { $assigned } из { $places }
readings-print = Распечатать
readings-draw = Составить график
readings-days = Дни
readings-hours = Часы
readings-places = Мест в час
readings-save = Сохранить: часов { $hours }, мест { $places }
readings-copy = Как в прошлом месяце
readings-fill = Распределить договоры
readings-contract = Номер договора
readings-name = Название
readings-hour = Час
readings-first-free = первый свободный
readings-assign = Добавить
readings-list = Список из таблицы (CSV)
readings-list-hint = Два столбца: номер договора и название. Если в какой-то строке ошибка, из списка ничего не берём и называем все такие строки.
readings-none = График на этот месяц ещё не составлен.
readings-day = День
readings-contracts = Договоры
readings-release = Убрать договор { $contract }
readings-line = Строка { $line }
readings-saved = Сохранили.
readings-unreachable = Сервер не ответил. Повторите, пожалуйста.
readings-head-only = График составляет начальник офиса. Войдите, пожалуйста, под его учётной записью.

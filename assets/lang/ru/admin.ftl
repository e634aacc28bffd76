# Страница администратора: настройки и экраны.

problem-no-office-file = У этого офиса нет файла настроек, который можно изменить здесь.
problem-file-changed = Файл настроек тем временем изменил кто-то другой, ничего не сохранено. Откройте страницу ещё раз и повторите изменение.
problem-file-booked-outside = Вне новых часов остаются записанные посетители: { $count } (первая запись — { $date }, { $time }). Посмотрите список и подтвердите сохранение.
problem-file-wrong = Так сохранить нельзя: { $text }
problem-file-unreadable = Файл настроек сейчас не читается или не записывается: { $error }. Проверьте, пожалуйста, диск и права на папку.
problem-no-such-place = Изменение { $number } относится к строке, которой в файле нет. Откройте страницу ещё раз.
problem-no-such-version = Такой прежней версии файла нет.
problem-tag-needed = Нужен заголовок If-Match с меткой файла, который вы видели.
problem-too-many-changes = Слишком много изменений сразу; не больше { $limit }.
problem-bad-pin = ПИН-код — от 4 до 12 цифр.

### Страница
admin-sections = Разделы настроек
admin-section-office = Офис
admin-section-hours = Часы работы
admin-section-exception = Особые дни
admin-section-segment = Группы услуг
admin-section-service = Услуги
admin-section-desk = Окна
admin-section-staff = Сотрудники
admin-section-printer = Принтеры
admin-section-screen = Экраны
admin-section-voice = Голос
admin-section-ticket = Талон
admin-section-limits = Правила и пороги
admin-section-storage = Хранение
admin-section-network = Сеть
admin-section-versions = Прежние версии
admin-new = Запись { $number }
admin-add = Добавить
admin-remove = Удалить
admin-changes = { $count ->
    [one] Не сохранено: { $count } изменение
    [few] Не сохранено: { $count } изменения
   *[many] Не сохранено: { $count } изменений
}
admin-drop = Отказаться от изменений
admin-look = Посмотреть разницу
admin-review = Что изменится в файле
admin-warnings = Замечания к файлу: { $count }
admin-line = Строка { $line }:
admin-no-change = Ничего не меняется.
admin-restart = После сохранения нужен перезапуск программы, чтобы подействовало: { $sections }.
admin-save = Сохранить
admin-saved = Сохранено. Новые настройки уже действуют.
admin-saved-restart = Сохранено. Часть настроек начнёт действовать после перезапуска программы.
admin-broken = Файл настроек сейчас не читается как TOML. Верните, пожалуйста, одну из прежних версий.
admin-no-versions = Прежних версий пока нет: они появятся после первого сохранения.
admin-version = до { $when }, заменил(а) { $by }
admin-revert = Вернуть эту версию

### Поля
field-name = Название
field-staff-name = Имя
field-direct-line = Прямая линия
field-time-zone = Часовой пояс
field-languages = Языки, через запятую
field-mon = Понедельник
field-tue = Вторник
field-wed = Среда
field-thu = Четверг
field-fri = Пятница
field-sat = Суббота
field-sun = Воскресенье
field-date = Дата
field-until = По какую дату
field-hours = Часы, например 09:00-16:00, или closed
field-note = Пояснение
field-id = Код (латинские буквы)
field-title = Название
field-kiosk-title = На киоске
field-hint = Подсказка
field-icon = Значок
field-segment = Группа (код)
field-series = Буква талона
field-expected-minutes = Обычная длительность, мин
field-bring = Что взять с собой
field-number = Номер
field-services = Услуги (коды через запятую)
field-auto-call-seconds = Сам вызывает через, с (0 — нет)
field-role = Роль
field-desk = Обычное окно
field-pin-set = Новый ПИН-код (сейчас задан)
field-pin-none = ПИН-код (сейчас не задан)
field-url = Адрес
field-width-mm = Ширина бумаги, мм
field-mode = Режим
field-profile = Модель
field-kind = Вид
field-output = Выход
field-rotate = Поворот
field-printer = Принтер
field-enabled = Включено
field-device = Устройство
field-thanks = Слова благодарности
field-registration-ends-before-closing-min = Запись заканчивается до закрытия, мин
field-target-wait-min = Цель ожидания, мин
field-target-share-percent = Цель: доля в срок, %
field-peak-waiting-per-desk = Пик: ожидающих на окно
field-appointment-credit-min = Преимущество по записи, мин
field-privileged-credit-min = Преимущество льготным, мин
field-no-show-pause-min = Пауза после неявки, мин
field-no-show-limit = Неявок до закрытия талона
field-max-waiting = Больше ожидающих не принимаем
admin-left-outside = Вне новых часов остаются записанные посетители: { $list }. Записи сохранятся, на страницах сотрудников о них напомнят.
admin-left-outside-seen = Я посмотрел(а): записи перенесут

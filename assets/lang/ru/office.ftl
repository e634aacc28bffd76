# Ответы сервера, талон и то, что программа пишет в терминале.

### Талон

slip-ahead = Перед вами
slip-when = Пригласим примерно
slip-taken = Талон взят
slip-remote = Без визита:
slip-bring = Пригодятся:
slip-repeat = повтор
slip-live-queue = Живая очередь — к любому окну

### Заголовки ошибок

status-400 = Запрос не понят
status-401 = Нужно войти
status-403 = Не для этой роли
status-404 = Такого нет
status-405 = Так сюда не обращаются
status-408 = Ответа слишком долго не было
status-409 = Сейчас так нельзя
status-410 = Уже стёрто
status-412 = Уже изменилось
status-413 = Слишком много данных
status-415 = Не тот вид данных
status-421 = Незнакомый адрес
status-422 = В запросе ошибка
status-429 = Слишком часто
status-500 = Ошибка программы
status-503 = Сейчас не получается

### Ошибки: что случилось и что сделать

problem-other = Сервер не смог выполнить запрос. Повторите, пожалуйста; если не поможет, сообщите в ИТ.
problem-overloaded = Сейчас слишком много запросов. Повторите, пожалуйста, через секунду.
problem-no-answer = Сервер не ответил вовремя или останавливается. Повторите, пожалуйста, через секунду.
problem-no-such-page = По этому адресу ничего нет. Начните, пожалуйста, с главной страницы.
problem-wrong-method = По этому адресу такой способ обращения не принят. Смотрите описание: /api/v1/openapi.json.
problem-unknown-host = Сервер не знает себя под таким именем. Откройте его по IP-адресу или добавьте имя в allowed_hosts файла офиса.
problem-foreign-origin = Запрос пришёл со страницы другого сайта и не выполнен. Откройте, пожалуйста, страницу с этого сервера.
problem-sign-in-needed = Войдите, пожалуйста: выберите своё имя и наберите ПИН-код или пароль.
problem-sign-in-expired = Время входа истекло. Войдите, пожалуйста, снова.
problem-wrong-pin = Имя, ПИН-код или пароль не подошли. Проверьте, пожалуйста, и попробуйте ещё раз.
problem-renew-secret = Это выдано на один раз. Задайте, пожалуйста, своё.
problem-same-secret = Это то же самое, что сейчас. Придумайте, пожалуйста, другое.
problem-secret-file-wrong = Сохранить пока нельзя: в файле офиса ошибка, её исправит администратор. Действует прежнее.
problem-too-many-pins = Несколько раз подряд введено не то. Попробуйте, пожалуйста, снова через { $minutes } мин.
problem-not-allowed = Для вашей роли это действие не предусмотрено. Попросите, пожалуйста, менеджера зала или начальника офиса.
problem-not-your-desk = За окном { $desk } сейчас работает не ваша учётная запись. Откройте, пожалуйста, своё окно.
problem-too-large = Слишком много данных: принимается не больше { $limit } КБ.
problem-too-many-words = Слишком длинный текст: не больше { $limit } знаков.
problem-unreadable-body = Данные запроса не удалось прочитать до конца. Пошлите, пожалуйста, ещё раз.
problem-malformed-json = Это не JSON: { $error }.
problem-wrong-fields = Поля запроса не те: { $error }. Смотрите описание: /api/v1/openapi.json.
problem-bad-key = Idempotency-Key должен быть непустым текстом не длиннее { $limit } знаков.
problem-bad-revision = If-Match должен содержать номер версии окна в кавычках.
problem-key-reused = Этот Idempotency-Key уже использован для другой команды. Возьмите новый ключ.
problem-desk-changed = Окно успело измениться, команда не выполнена. Посмотрите, пожалуйста, на новое состояние.
problem-unknown-view = У ленты бывают виды kiosk, board и staff.
problem-unknown-class = Класса «{ $class }» нет: бывают ordinary, privileged и out-of-turn.
problem-unknown-language = Языка «{ $language }» в этом офисе нет.
problem-unknown-break = Перерыва «{ $kind }» нет: бывают rest, lunch и errand.
problem-unknown-printer = Принтера «{ $printer }» в офисе нет.
problem-unknown-slip = Такого талона среди последних напечатанных нет.
problem-day-not-open = Рабочий день не открыт: талоны не выдаются, вызовов нет.
problem-not-yet-open = Офис ещё закрыт. Талоны выдаём с { $opens }.
problem-registration-ended = Запись в очередь на сегодня закончена. Менеджер зала может выдать талон вручную, указав причину.
problem-office-closed = Офис сегодня уже закрыт.
problem-unknown-service = Услуги «{ $service }» в этом офисе нет. Список услуг: /api/v1/services.
problem-service-closed = Услуга «{ $service }» сейчас не оказывается.
problem-service-needed = Укажите, пожалуйста, услугу.
problem-queue-full = В очереди уже { $limit } человек, больше принять не можем. Обратитесь, пожалуйста, к менеджеру зала.
problem-numbers-used-up = Номера серии { $series } на сегодня закончились. Выдайте, пожалуйста, талон на другую услугу.
problem-unknown-desk = Окна { $desk } в этом офисе нет.
problem-desk-closed = Окно { $desk } закрыто. Сначала откройте его, пожалуйста.
problem-desk-open = Окно { $desk } уже открыто.
problem-desk-taken = За окном { $desk } уже работает другой сотрудник.
problem-already-at-desk = Вы уже работаете за окном { $desk }. Сначала закройте его, пожалуйста.
problem-on-break = В окне { $desk } перерыв. Сначала вернитесь, пожалуйста, с перерыва.
problem-not-on-break = В окне { $desk } сейчас нет перерыва.
problem-desk-busy = К окну { $desk } уже вызван посетитель { $ticket }: повторите вызов, начните приём или отметьте, что он не подошёл.
problem-must-finish = В окне { $desk } идёт приём { $ticket }: завершите его или назовите в поле finish.
problem-not-served-here = Посетитель { $ticket } сейчас не на приёме в окне { $desk }. Обновите, пожалуйста, страницу.
problem-nobody-called = К окну { $desk } сейчас никто не вызван.
problem-nobody-served = В окне { $desk } сейчас никого не обслуживают.
problem-nobody-at-desk = В окне { $desk } сейчас никого нет.
problem-too-soon = Между двумя вызовами одного окна проходит не меньше полутора секунд. Повторите, пожалуйста.
problem-unknown-ticket = Талона { $ticket } сегодня нет. Проверьте, пожалуйста, номер.
problem-ticket-elsewhere = Посетитель { $ticket } уже в окне { $desk }.
problem-ticket-closed = Талон { $ticket } уже закрыт. Если посетитель вернулся, верните его в очередь.
problem-ticket-not-closed = Талон { $ticket } не закрыт, возвращать его не нужно.
problem-no-such-destination = Укажите, пожалуйста, одно: услугу или другое открытое окно.
problem-too-many-parked = У окна { $desk } уже отложено посетителей: { $limit }. Пожалуйста, сначала завершите один из этих приёмов.
problem-not-parked = Талон { $ticket } не отложен.

### Терминал

run-ready = Офис работает: { $url }
run-data = Данные: { $dir }
run-headless = Экрана нет или он отключён: окна киоска и табло не открываю, всё остальное работает.
run-screens = Окна киоска и табло открыты на этом экране.
demo-pages = Страницы: окно { $url }/desk · зал { $url }/hall · начальник { $url }/head · табло { $url }/board · талоны { $url }/printer
demo-sign-in = Вход: выберите любое имя, ПИН-код { $pin }
demo-take = Талон без экрана: curl -X POST { $url }/api/v1/tickets -H "Authorization: Bearer { $token }" -d '{"{"}"service":"consultation"{"}"}'
demo-stop = Остановить: Ctrl+C
check-fine = { $file }: всё верно.
run-file-kept = Файл офиса изменён с ошибками, офис работает по прежнему файлу.
run-file-taken = Новый файл офиса принят.

# Рабочее окно: отложенные, клавиши, история визита, автовызов, сканер.
# Тон — правило S15.

action-park = Отложить
action-parked = Отложенные
action-undo = Отменить
action-keys = Клавиши…
action-person = Сменить сотрудника
action-auto-on = Вызывать самостоятельно: включить
action-auto-off = Вызывать самостоятельно: выключить
action-window = Маленькое окно поверх других
did-park = Отложить { $number }
did-unpark = Продолжить приём { $ticket }
did-release = Вернуть { $ticket } в очередь
did-person = Сменить сотрудника
did-undo = Отменить последнее действие

### Отмена
undo-label = Отменить: { $what }
undo-left = { $seconds } с
undo-call = вызов { $ticket }
undo-start = начало приёма { $ticket }
undo-finish = завершение { $ticket }
undo-no-show = «не явился» { $ticket }
undo-return = возврат { $ticket }
undo-transfer = перенаправление { $ticket }
undo-park = откладывание { $ticket }

### История визита
legs-title = Где посетитель уже был
leg-served = принят
leg-transferred = перенаправлен
leg-returned = возвращён в очередь
leg-parked = отложен

### Отложенные
parked-title = Отложены · { $count }
parked-board = вызвать на табло
parked-release = вернуть в общую очередь
call-parked = отложен
confirm-unpark = Продолжить приём { $ticket }
confirm-finish-unpark = Завершить и продолжить { $ticket }
confirm-call-back = Вызвать на табло { $ticket }
confirm-release = Вернуть { $ticket } в очередь
confirm-close-parked = { $count ->
    [one] Закрыть: { $count } отложенный вернётся в очередь
    [few] Закрыть: { $count } отложенных вернутся в очередь
   *[many] Закрыть: { $count } отложенных вернутся в очередь
}

### Автовызов
auto-counts = Следующий будет вызван через { $seconds } с.
auto-stop = Не сейчас (Esc)

### Клавиши
keys-title = Клавиши этого сотрудника
keys-hint = Цифра или стрелки — выбрать действие, Enter — сменить клавишу. Enter, Esc и цифры заняты всегда.
keys-choose = Выберите действие
keys-change = Сменить клавишу: { $action }
keys-press = Нажмите новую клавишу (Esc — оставить)
keys-waits = новая клавиша…
keys-reset = Вернуть исходные клавиши
keys-taken = Клавиша «{ $key }» занята страницей или браузером. Выберите, пожалуйста, другую.

### Сканер
scanned-day = Этот талон выдан в другой день.
scanned-unknown = Такого талона сегодня нет или визит уже завершён.
scanned-elsewhere = Этого посетителя сейчас принимает другое окно.

### Обратный звонок и помощь
action-callback = Перезвонить посетителю…
action-help = Позвать на помощь (тихо)
action-help-end = Помощь больше не нужна
did-callback = Заявка на обратный звонок
did-help = Позвать на помощь
did-help-end = Помощь больше не нужна
help-asked = помощь вызвана
help-coming = идёт { $name }
said-callback = Заявка принята, перезвонят до { $due }.
callback-title = Обратный звонок
callback-due = перезвонят до { $due }
callback-phone = Телефон
callback-name = Имя (не обязательно)
callback-gist = О чём (если услуга не говорит сама)
callback-agreed = Посетитель согласен:
callback-away = База данных сейчас недоступна: заявку принять нельзя. Предложите, пожалуйста, прямую линию.
callback-nobody = За окном никого нет
confirm-callback = Записать обратный звонок

### Итог визита, обращение и запись из визита (S10, S11)
action-about = Итог
action-statement = Принять обращение…
action-appointment = Записать на приём…
about-title = О чём был визит
about-hint = Две цифры: тема и итог. Enter — завершить
about-topic = Тема
about-outcome = Итог
about-hand-over = Передать в бэк-офис
about-hand-over-day = Ответят до конца дня
about-note = Заметка к визиту
about-chosen = Итог:
about-until = бэк-офису до { $due }
confirm-about = Завершить с итогом
confirm-about-next = Завершить с итогом и вызвать следующего
confirm-about-nobody = Итог записывают во время приёма
statement-desk-title = Обращение из визита
statement-desk-kind = Вид обращения
statement-desk-none = В файле офиса нет видов обращений, или сервер не отвечает.
statement-desk-term = { $days ->
    [one] ответ за { $days } рабочий день
    [few] ответ за { $days } рабочих дня
   *[many] ответ за { $days } рабочих дней
}
statement-desk-name = От кого
statement-desk-phone = Телефон
statement-desk-contract = Номер договора
statement-desk-gist = О чём
statement-desk-anonymous = Без имени и телефона
confirm-statement = Принять и напечатать расписку
confirm-statement-kind = Выберите вид обращения
did-statement = Обращение из визита
said-statement = Обращение № { $number } принято, ответим до конца дня { $due }.
appointment-title = Запись на приём
appointment-no-service = У этого талона нет услуги: запишите, пожалуйста, на странице записи.
appointment-away = Свободное время сейчас показать нельзя: сервер не отвечает.
appointment-phone = Телефон
appointment-name = Имя
confirm-appointment = Записать на { $time }
confirm-appointment-slot = Выберите время
did-appointment = Запись на приём
said-appointment = Записано: { $day }, { $time }, код { $code }.
more-title-visit = Визит и окно

### Киоск, табло, голос и талон: тексты сверх очереди.

## Файл офиса

config-unknown-parent = подгруппа вложена в неизвестное «{ $found }»
    .instead = { $guess ->
        [none] есть: { $known }
       *[other] возможно, «{ $guess }»; есть: { $known }
    }
config-unknown-group = неизвестная подгруппа «{ $found }»
    .instead = { $guess ->
        [none] есть: { $known }
       *[other] возможно, «{ $guess }»; есть: { $known }
    }
config-group-elsewhere = подгруппа «{ $found }» лежит в другой группе услуг
    .instead = подгруппа той же группы, что в ключе segment
config-group-too-deep = подгруппа «{ $found }» лежит слишком глубоко
    .instead = не больше шести ступеней
config-only-kiosk = ключ { $found } здесь лишний: его понимает только киоск
    .instead = экран с kind = "kiosk"
config-only-board = номер окна { $found } здесь лишний: окна выбирает только табло
    .instead = экран с kind = "board"
config-bad-volume = громкость «{ $found }» не понята
    .instead = время и проценты, например "18:00 60"
config-bad-span = промежуток «{ $found }» не понят
    .instead = два времени через дефис, например "22:00-08:00"

## Киоск: служебное меню

menu-open = Меню открыто.
menu-paused = Услуга приостановлена: { $service }.
menu-resumed = Услуга снова доступна: { $service }.
menu-printed = Напечатано.
menu-not-printed = Не напечатано. Проверьте бумагу, крышку и кабель принтера.
menu-unknown = Принтер не подтвердил печать. Посмотрите, вышла ли бумага.
menu-new-roll = Новый рулон: его хватит примерно на { $left ->
    [one] { $left } талон
    [few] { $left } талона
   *[many] { $left } талонов
 }.
menu-roll-not-counted = Бумага этого принтера не считается: длина рулона не указана в файле офиса.
menu-printer-busy = Принтер занят. Нажмите ещё раз через несколько секунд.
problem-no-menu = Служебное меню не настроено: в файле офиса нет ПИН-кода (раздел kiosk, ключ menu_pin_hash).
problem-menu-wrong-pin = ПИН-код не подошёл. Проверьте, пожалуйста, и наберите ещё раз.
problem-menu-needs-service = Для этого действия нужна услуга: укажите, пожалуйста, service.
problem-too-many-lines = Объявлений слишком много: показываем не больше { $limit }.
problem-bad-line = Строка объявления не годится: до { $limit } знаков, на основном языке офиса обязательно.
problem-no-such-slide = Такой картинки для табло нет.

## Бумага

paper-test = Проверка печати
paper-test-words = Если вы это читаете, принтер работает.
paper-queue = Очередь на { $time }
paper-queue-empty = Никто не ждёт.
paper-queue-waiting = Ожидают
paper-queue-called = Приглашены
paper-queue-desk = окно { $desk }
paper-bring = Что взять с собой
paper-remote = Можно и без визита
paper-bring-nothing = С собой ничего не нужно.
paper-thanks = Рады вам помочь!

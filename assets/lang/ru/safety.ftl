### Отмена последнего действия, сохранность, бумага.

problem-nothing-to-undo = В окне { $desk } нечего отменять.
problem-undo-too-late = Время на отмену прошло. Талон { $ticket } остался как есть; вернуть его можно обычными кнопками.
problem-undo-moved-on = Отменить уже нельзя: с тех пор у окна { $desk } или у талона { $ticket } было другое действие.

safety-running = Офис работает: база занята им, проверен только журнал.
safety-walked = { $log ->
    [database] База
   *[journal] Журнал
}: записей { $entries } (с { $first } по { $last }), печать SHA-256 { $seal }
safety-unreadable = { $log ->
    [database] Базу
   *[journal] Журнал
} не удалось прочитать: { $text }
safety-broken = { $log ->
    [database] В базе
   *[journal] В журнале
} повреждены записи: { $places }
safety-gaps = { $log ->
    [database] В базе
   *[journal] В журнале
} не хватает записей после: { $places }
safety-only-database = Есть в базе, но не в журнале: { $places }
safety-only-journal = Есть в журнале, но не в базе: { $places }
safety-different = Под одним номером разное: { $places }
safety-behind = { $behind ->
    [one] Один журнал короче другого на { $behind } запись: она была в пути, когда офис остановился, и допишется при следующем запуске.
    [few] Один журнал короче другого на { $behind } записи: они были в пути, когда офис остановился, и допишутся при следующем запуске.
   *[many] Один журнал короче другого на { $behind } записей: они были в пути, когда офис остановился, и допишутся при следующем запуске.
}
safety-fine = Всё цело, обе записи совпадают.
safety-not-fine = Есть расхождения. Офис при запуске сам возьмёт целое из второй записи; если не поможет — talon restore.
safety-backup = Копия: { $file }, записей { $entries }, печать SHA-256 { $seal }
safety-restored = Офис восстановлен из { $file }: записей { $entries }, печать SHA-256 { $seal }
safety-by-journal = Из журнала добавлено записей: { $more }
safety-belongings = Возвращено также: { $names }
safety-new-series = Талоны, выданные после копии, неизвестны, поэтому номера пойдут в новой серии с часами впереди.

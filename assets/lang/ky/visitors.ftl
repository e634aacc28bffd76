# Kyrgyz: what stands on slips and under the consent. Take the «# » away and
# translate behind the sign; what stays a comment is said in Russian.

# slip-appointment = Запись на приём
# slip-appointment-how = Когда придёте, введите код на киоске или поднесите к нему этот листок — и получите талон.
# slip-appointment-late = Если задержитесь больше чем на { $minutes } мин., примем вас в общей очереди.
# slip-booked = По записи на
# slip-zone = Вам сюда
# callback-consent = Нажимая «Готово», я соглашаюсь, что { $office } запишет мой телефон и то, что я указал, чтобы ответить на мой вопрос. { $days ->
#     [one] Через { $days } день после ответа данные сотрут.
#     [few] Через { $days } дня после ответа данные сотрут.
#    *[other] Через { $days } дней после ответа данные сотрут.
# }
# callback-slip-title = Обратный звонок № { $id }
# callback-slip-due = Позвоним до конца дня
# callback-slip-phone = На телефон
# callback-slip-about = Вопрос:
# callback-slip-sooner = Если удобнее раньше: прямая линия — { $line }.
# statement-slip-title = Обращение № { $number }
# statement-slip-kind = Вид
# statement-slip-due = Ответим до конца дня
# statement-slip-by = Принял(а)
# slip-ahead = Перед вами
# slip-when = Пригласим примерно
# slip-taken = Талон взят
# slip-remote = Без визита:
# slip-bring = Пригодятся:
# slip-repeat = повтор
# slip-live-queue = Живая очередь — к любому окну
# paper-test = Проверка печати
# paper-test-words = Если вы это читаете, принтер работает.
# paper-queue = Очередь на { $time }
# paper-queue-empty = Никто не ждёт.
# paper-queue-waiting = Ожидают
# paper-queue-called = Приглашены
# paper-queue-desk = окно { $desk }
# paper-bring = Что взять с собой
# paper-remote = Можно и без визита
# paper-bring-nothing = С собой ничего не нужно.
# paper-thanks = Рады вам помочь!

"""Professions that meet customers, patients and the road."""

from typing import Final

from demo.vocabulary.shapes import Demand, Language, Pay, Profession, Shock, Titles, skills

SALES_MANAGER: Final = Profession(
    id="sales-manager",
    technical=False,
    builds=False,
    sectors=("retail", "services", "agro", "industry", "logistics"),
    demand=Demand(9.0, 0.1, 0.15, 10),
    pay=Pay("UAH", 30000, 0.12),
    skills=skills(
        """
        crm | .55 .08 | CRM
        b2b | .5 .03 | B2B
        cold-calls | .4 -.3 | холодні дзвінки / холодные звонки / cold calling
        negotiation | .65 0 | ведення переговорів / ведение переговоров / negotiation
        excel | .35 -.03 | Excel
        bas | .25 .3 | BAS
        1c | .3 -.45 | 1С
        tenders | .25 .1 | участь у тендерах / участие в тендерах / tenders
        presentations | .35 0 | презентації / презентации / presentations
        driving-licence | .35 0 | посвідчення водія / водительские права / driving licence
        english | .15 .05 | англійська мова / английский язык / English
        """
    ),
    titles={
        Language.UK: Titles(
            ("Менеджер з продажу", "Менеджер із продажів", "Менеджер з продажу B2B"),
            ("Помічник менеджера з продажу",),
            ("Керівник відділу продажів", "Старший менеджер з продажу"),
        ),
        Language.RU: Titles(
            ("Менеджер по продажам", "Менеджер по продажам B2B", "Менеджер активных продаж"),
            ("Помощник менеджера по продажам",),
            ("Руководитель отдела продаж", "Старший менеджер по продажам"),
        ),
        Language.EN: Titles(
            ("Sales Manager", "B2B Sales Manager"), ("Junior Sales Manager",), ("Head of Sales",)
        ),
    },
    tasks={
        Language.UK: (
            "Шукати нових клієнтів",
            "Готувати комерційні пропозиції",
            "Супроводжувати угоди до оплати",
            "Виконувати план продажів",
            "Консультувати покупців щодо товару",
            "Контролювати відвантаження та борги",
            "Відвідувати ключових клієнтів",
            "Вести базу контактів",
        ),
        Language.RU: (
            "Искать новых клиентов",
            "Готовить коммерческие предложения",
            "Сопровождать сделки до оплаты",
            "Выполнять план продаж",
            "Консультировать покупателей по товару",
            "Контролировать отгрузки и долги",
            "Посещать ключевых клиентов",
            "Вести базу контактов",
        ),
        Language.EN: (
            "Find new customers",
            "Prepare commercial offers",
            "Lead deals up to payment",
            "Meet the sales plan",
            "Advise buyers on our goods",
            "Watch shipments and debts",
            "Visit key customers",
            "Keep the contact base",
        ),
    },
)

CUSTOMER_SUPPORT: Final = Profession(
    id="customer-support",
    technical=False,
    builds=False,
    sectors=("software", "retail", "finance", "logistics", "services"),
    demand=Demand(6.0, -0.2, 0.15, 46),
    pay=Pay("UAH", 20000, 0.12),
    skills=skills(
        """
        crm | .45 .05 | CRM
        zendesk | .3 .1 | Zendesk
        live-chat | .45 .15 | онлайн-чати / онлайн-чаты / live chat
        phone-calls | .45 -.2 | телефонні дзвінки / телефонные звонки / phone calls
        fast-typing | .35 0 | швидкий набір тексту / быстрый набор текста / fast typing
        claims | .4 0 | робота зі скаргами / работа с жалобами / complaint handling
        excel | .25 0 | Excel
        chatbots | .15 .5 | чат-боти / чат-боты / chatbots
        polish | .1 .1 | польська мова / польский язык / Polish
        english | .3 .08 | англійська мова / английский язык / English
        """
    ),
    titles={
        Language.UK: Titles(
            ("Оператор служби підтримки", "Спеціаліст підтримки клієнтів", "Оператор кол-центру"),
            (),
            ("Керівник служби підтримки", "Старший оператор служби підтримки"),
        ),
        Language.RU: Titles(
            ("Оператор службы поддержки", "Специалист поддержки клиентов", "Оператор колл-центра"),
            (),
            ("Руководитель службы поддержки", "Старший оператор службы поддержки"),
        ),
        Language.EN: Titles(
            ("Customer Support Specialist", "Customer Support Agent", "Support Representative"),
            (),
            ("Customer Support Team Lead", "Senior Customer Support Specialist"),
        ),
    },
    tasks={
        Language.UK: (
            "Відповідати на звернення клієнтів",
            "Передавати складні питання фахівцям",
            "Фіксувати звернення в системі",
            "Пояснювати умови послуг",
            "Повертати кошти та замовлення",
            "Стежити за часом відповіді",
            "Поповнювати базу знань",
            "Перепитувати клієнтів про якість",
        ),
        Language.RU: (
            "Отвечать на обращения клиентов",
            "Передавать сложные вопросы специалистам",
            "Фиксировать обращения в системе",
            "Объяснять условия услуг",
            "Возвращать деньги и заказы",
            "Следить за временем ответа",
            "Пополнять базу знаний",
            "Опрашивать клиентов о качестве",
        ),
        Language.EN: (
            "Answer customers' questions",
            "Pass hard questions on to experts",
            "Record requests in the system",
            "Explain the terms of our services",
            "Handle refunds and returns",
            "Keep the response time",
            "Extend the knowledge base",
            "Ask customers about quality",
        ),
    },
)

NURSE: Final = Profession(
    id="nurse",
    technical=False,
    builds=False,
    sectors=("medicine",),
    demand=Demand(4.5, 0.4, 0.12, 2),
    pay=Pay("UAH", 17000, 0.16),
    skills=skills(
        """
        injections | .65 0 | внутрішньовенні ін’єкції / внутривенные инъекции / injections
        dressings | .5 0 | перев’язки / перевязки / dressings
        first-aid | .5 .03 | перша допомога / первая помощь / first aid
        blood-sampling | .45 0 | забір крові / забор крови / blood sampling
        medical-records | .45 .05 | медичні картки / медицинские карты / medical records
        helsi | .25 .35 | Helsi
        sterilisation | .4 0 | стерилізація / стерилизация / sterilisation
        patient-care | .5 0 | догляд за пацієнтами / уход за пациентами / patient care
        ecg | .25 0 | зняття ЕКГ / снятие ЭКГ / ECG
        massage | .12 0 | масаж / массаж / massage
        """
    ),
    titles={
        Language.UK: Titles(
            ("Медична сестра", "Медсестра / медбрат", "Медична сестра маніпуляційна"),
            ("Молодша медична сестра",),
            ("Старша медична сестра",),
        ),
        Language.RU: Titles(
            ("Медицинская сестра", "Медсестра / медбрат", "Медсестра манипуляционная"),
            ("Младшая медицинская сестра",),
            ("Старшая медицинская сестра",),
        ),
        Language.EN: Titles(("Nurse", "Registered Nurse"), ("Junior Nurse",), ("Head Nurse",)),
    },
    tasks={
        Language.UK: (
            "Виконувати призначення лікаря",
            "Готувати кабінет та інструменти",
            "Асистувати під час процедур",
            "Вести журнал процедур",
            "Стежити за станом хворих",
            "Дотримуватися санітарних норм",
            "Обліковувати ліки та витратні матеріали",
            "Записувати пацієнтів на прийом",
        ),
        Language.RU: (
            "Выполнять назначения врача",
            "Готовить кабинет и инструменты",
            "Ассистировать во время процедур",
            "Вести журнал процедур",
            "Следить за состоянием больных",
            "Соблюдать санитарные нормы",
            "Учитывать лекарства и расходные материалы",
            "Записывать пациентов на приём",
        ),
        Language.EN: (
            "Carry out the doctor's prescriptions",
            "Prepare the room and instruments",
            "Assist during procedures",
            "Keep patients' charts",
            "Watch over patients' condition",
            "Follow sanitary rules",
            "Account for medicines and supplies",
            "Book patients' visits",
        ),
    },
)

DRIVER: Final = Profession(
    id="driver",
    technical=False,
    builds=False,
    sectors=("logistics", "retail", "agro", "industry"),
    demand=Demand(6.0, 0.3, 0.2, 34, (Shock(82, 1.4, 4),)),
    pay=Pay("UAH", 27000, 0.15),
    skills=skills(
        """
        category-b | .5 0 | категорія B / категория B / category B licence
        category-c | .45 0 | категорія C / категория C / category C licence
        category-ce | .35 .05 | категорія CE / категория CE / category CE licence
        tachograph | .3 .05 | тахограф / тахограф / tachograph
        adr | .15 .1 | свідоцтво ADR / свидетельство ADR / ADR certificate
        gps | .4 .1 | GPS-навігація / GPS-навигация / GPS navigation
        repairs | .35 -.05 | дрібний ремонт авто / мелкий ремонт авто / minor car repairs
        ttn | .45 0 | оформлення ТТН / оформление ТТН / waybills
        forwarding | .35 0 | експедирування / экспедирование / freight forwarding
        trips-abroad | .2 -.15 | рейси за кордон / рейсы за границу / trips abroad
        electric-vehicles | .1 .6 | електромобілі / электромобили / electric vehicles
        """
    ),
    titles={
        Language.UK: Titles(
            ("Водій", "Водій-експедитор", "Водій категорії C, E", "Водій вантажівки"),
            (),
            ("Старший водій", "Водій-наставник"),
        ),
        Language.RU: Titles(
            ("Водитель", "Водитель-экспедитор", "Водитель категории C, E", "Водитель грузовика"),
            (),
            ("Старший водитель", "Водитель-наставник"),
        ),
        Language.EN: Titles(("Driver", "Truck Driver", "Delivery Driver"), (), ("Senior Driver",)),
    },
    tasks={
        Language.UK: (
            "Доставляти вантажі за маршрутом",
            "Перевіряти товар під час приймання",
            "Стежити за технічним станом авто",
            "Оформлювати супровідні документи",
            "Забирати товар зі складу",
            "Дотримуватися графіка доставки",
            "Берегти пальне та гуму",
            "Допомагати із завантаженням",
        ),
        Language.RU: (
            "Доставлять грузы по маршруту",
            "Проверять товар при приёмке",
            "Следить за техническим состоянием авто",
            "Оформлять сопроводительные документы",
            "Забирать товар со склада",
            "Соблюдать график доставки",
            "Беречь топливо и резину",
            "Помогать с погрузкой",
        ),
        Language.EN: (
            "Deliver goods along the route",
            "Check goods on receipt",
            "Watch the vehicle's condition",
            "Fill in transport papers",
            "Collect goods from the warehouse",
            "Keep to the delivery schedule",
            "Save fuel and tyres",
            "Help with loading",
        ),
    },
)

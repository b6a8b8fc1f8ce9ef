"""Professions of the office."""

from typing import Final

from demo.vocabulary.shapes import Demand, Language, Pay, Profession, Shock, Titles, skills

_ANY: Final = ("retail", "logistics", "services", "agro", "industry", "finance")

ACCOUNTANT: Final = Profession(
    id="accountant",
    technical=False,
    builds=False,
    sectors=_ANY,
    demand=Demand(7.5, 0.0, 0.2, 4),
    pay=Pay("UAH", 26000, 0.14),
    skills=skills(
        """
        1c | .45 -.5 | 1С:Бухгалтерія / 1С:Бухгалтерия / 1C
        bas | .4 .3 | BAS
        medoc | .6 .02 | M.E.Doc
        excel | .6 0 | Excel
        tax-reporting | .6 0 | податкова звітність / налоговая отчётность / tax reporting
        payroll | .4 0 | нарахування зарплати / начисление зарплаты / payroll
        vat | .45 0 | облік ПДВ / учёт НДС / VAT accounting
        primary-documents | .6 0 | первинні документи / первичные документы / primary documents
        client-bank | .45 -.05 | клієнт-банк / клиент-банк / online banking
        ifrs | .15 .2 | МСФЗ / МСФО / IFRS
        inventory | .25 0 | інвентаризація / инвентаризация / stocktaking
        sap | .1 .15 | SAP
        """
    ),
    titles={
        Language.UK: Titles(
            ("Бухгалтер", "Бухгалтер з первинної документації", "Бухгалтер з обліку ПДВ"),
            ("Помічник бухгалтера", "Молодший бухгалтер"),
            ("Головний бухгалтер", "Провідний бухгалтер", "Старший бухгалтер"),
        ),
        Language.RU: Titles(
            ("Бухгалтер", "Бухгалтер по первичной документации", "Бухгалтер по учёту НДС"),
            ("Помощник бухгалтера", "Младший бухгалтер"),
            ("Главный бухгалтер", "Ведущий бухгалтер", "Старший бухгалтер"),
        ),
        Language.EN: Titles(
            ("Accountant", "Financial Accountant"),
            ("Junior Accountant", "Accounting Assistant"),
            ("Chief Accountant", "Senior Accountant"),
        ),
    },
    tasks={
        Language.UK: (
            "Вести облік постачальників та покупців",
            "Готувати й подавати звітність",
            "Проводити банківські операції",
            "Нараховувати зарплату та лікарняні",
            "Звіряти розрахунки з контрагентами",
            "Реєструвати податкові накладні",
            "Обліковувати товари та основні засоби",
            "Супроводжувати перевірки",
        ),
        Language.RU: (
            "Вести учёт поставщиков и покупателей",
            "Готовить и подавать отчётность",
            "Проводить банковские операции",
            "Начислять зарплату и больничные",
            "Сверять расчёты с контрагентами",
            "Регистрировать налоговые накладные",
            "Учитывать товары и основные средства",
            "Сопровождать проверки",
        ),
        Language.EN: (
            "Keep the books of suppliers and buyers",
            "Prepare and file reports",
            "Handle bank transactions",
            "Run salaries and sick pay",
            "Reconcile balances with counterparties",
            "Register tax invoices",
            "Account for goods and fixed assets",
            "Support audits",
        ),
    },
)

MARKETING_SPECIALIST: Final = Profession(
    id="marketing-specialist",
    technical=False,
    builds=False,
    sectors=("retail", "software", "services", "medicine"),
    demand=Demand(5.5, 0.15, 0.18, 36),
    pay=Pay("UAH", 28000, 0.12),
    skills=skills(
        """
        seo | .4 -.05 | SEO
        google-ads | .45 0 | Google Ads
        meta-ads | .45 .05 | Meta Ads
        google-analytics | .5 -.03 | Google Analytics
        smm | .45 -.05 | SMM
        tiktok | .2 .4 | TikTok
        email-marketing | .3 0 | email-маркетинг / email-маркетинг / email marketing
        content | .45 .05 | контент-план / контент-план / content planning
        copywriting | .3 -.25 | копірайтинг / копирайтинг / copywriting
        canva | .25 .2 | Canva
        chatgpt | .15 .8 | ChatGPT
        crm | .25 .05 | CRM
        english | .25 .03 | англійська мова / английский язык / English
        """
    ),
    titles={
        Language.UK: Titles(
            ("Маркетолог", "Інтернет-маркетолог", "Фахівець з маркетингу"),
            ("Помічник маркетолога", "Молодший маркетолог"),
            ("Керівник відділу маркетингу", "Провідний маркетолог"),
        ),
        Language.RU: Titles(
            ("Маркетолог", "Интернет-маркетолог", "Специалист по маркетингу"),
            ("Помощник маркетолога", "Младший маркетолог"),
            ("Руководитель отдела маркетинга", "Ведущий маркетолог"),
        ),
        Language.EN: Titles(
            ("Marketing Specialist", "Digital Marketing Specialist", "Marketing Manager"),
            ("Junior Marketing Specialist",),
            ("Senior Marketing Specialist", "Head of Marketing"),
        ),
    },
    tasks={
        Language.UK: (
            "Планувати рекламні кампанії",
            "Вести сторінки в соціальних мережах",
            "Готувати тексти та завдання дизайнеру",
            "Рахувати окупність реклами",
            "Запускати акції та розсилки",
            "Вивчати конкурентів і попит",
            "Розвивати сайт компанії",
            "Організовувати виставки та заходи",
        ),
        Language.RU: (
            "Планировать рекламные кампании",
            "Вести страницы в социальных сетях",
            "Готовить тексты и задания дизайнеру",
            "Считать окупаемость рекламы",
            "Запускать акции и рассылки",
            "Изучать конкурентов и спрос",
            "Развивать сайт компании",
            "Организовывать выставки и мероприятия",
        ),
        Language.EN: (
            "Plan advertising campaigns",
            "Run our pages in social networks",
            "Prepare texts and briefs for designers",
            "Measure the return on advertising",
            "Launch promotions and mailings",
            "Study competitors and demand",
            "Develop the company's site",
            "Organise exhibitions and events",
        ),
    },
)

RECRUITER: Final = Profession(
    id="recruiter",
    technical=False,
    builds=False,
    sectors=("software", "services", "retail", "logistics"),
    demand=Demand(4.0, -0.45, 0.15, 7, (Shock(50, 0.65, 5),)),
    pay=Pay("UAH", 25000, 0.1),
    skills=skills(
        """
        sourcing | .55 0 | сорсинг / сорсинг / sourcing
        linkedin | .55 .05 | LinkedIn
        interviewing | .65 0 | проведення співбесід / проведение собеседований / interviewing
        boolean-search | .3 -.1 | Boolean Search
        ats | .35 .1 | ATS
        onboarding | .4 .05 | онбординг / онбординг / onboarding
        crm | .25 0 | CRM
        hr-branding | .2 .1 | HR-бренд / HR-бренд / employer branding
        labour-law | .3 0 | трудове законодавство / трудовое законодательство / labour law
        excel | .3 -.05 | Excel
        english | .35 .03 | англійська мова / английский язык / English
        """
    ),
    titles={
        Language.UK: Titles(
            ("Рекрутер", "Менеджер з персоналу", "IT-рекрутер", "Фахівець з підбору персоналу"),
            ("Молодший рекрутер", "Помічник рекрутера"),
            ("Провідний рекрутер", "Старший рекрутер"),
        ),
        Language.RU: Titles(
            ("Рекрутер", "Менеджер по персоналу", "IT-рекрутер", "Специалист по подбору персонала"),
            ("Младший рекрутер", "Помощник рекрутера"),
            ("Ведущий рекрутер", "Старший рекрутер"),
        ),
        Language.EN: Titles(
            ("Recruiter", "IT Recruiter", "Talent Acquisition Specialist"),
            ("Junior Recruiter",),
            ("Senior Recruiter", "Lead Recruiter"),
        ),
    },
    tasks={
        Language.UK: (
            "Закривати вакансії різного рівня",
            "Шукати кандидатів у відкритих джерелах",
            "Проводити перші розмови з кандидатами",
            "Вести базу кандидатів",
            "Супроводжувати вихід новачків",
            "Узгоджувати профіль посади з керівником",
            "Готувати звіти про воронку підбору",
            "Дбати про відгуки про компанію",
        ),
        Language.RU: (
            "Закрывать вакансии разного уровня",
            "Искать кандидатов в открытых источниках",
            "Проводить первые беседы с кандидатами",
            "Вести базу кандидатов",
            "Сопровождать выход новичков",
            "Согласовывать профиль должности с руководителем",
            "Готовить отчёты о воронке подбора",
            "Заботиться об отзывах о компании",
        ),
        Language.EN: (
            "Fill positions of every level",
            "Look for candidates in open sources",
            "Hold first talks with candidates",
            "Keep the candidate base",
            "Guide newcomers through their first weeks",
            "Agree on the profile with the hiring manager",
            "Report on the hiring funnel",
            "Care for what people say of us as an employer",
        ),
    },
)

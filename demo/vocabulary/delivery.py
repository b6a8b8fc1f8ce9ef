"""Professions that bring software to its users."""

from typing import Final

from demo.vocabulary.shapes import Demand, Language, Pay, Profession, Shock, Titles, skills

_SECTORS: Final = ("software", "finance", "retail", "logistics")

DEVOPS_ENGINEER: Final = Profession(
    id="devops-engineer",
    technical=True,
    builds=True,
    sectors=_SECTORS,
    demand=Demand(5.5, 0.45, 0.08, 40),
    pay=Pay("USD", 2800, 0.05),
    skills=skills(
        """
        linux | .75 0 | Linux
        kubernetes | .65 .12 | Kubernetes
        docker | .7 -.03 | Docker
        terraform | .5 .12 | Terraform
        ansible | .4 -.1 | Ansible
        aws | .55 .03 | AWS
        azure | .25 .1 | Azure
        jenkins | .3 -.35 | Jenkins
        gitlab-ci | .35 .1 | GitLab CI
        ci-cd | .55 0 | CI/CD
        prometheus | .35 .1 | Prometheus
        grafana | .35 .1 | Grafana
        python | .3 .1 | Python
        bash | .4 -.05 | Bash
        helm | .3 .15 | Helm
        english | .35 .05 | англійська мова / английский язык / English
        """
    ),
    titles={
        Language.UK: Titles(("DevOps Engineer", "DevOps-інженер", "DevOps / SRE")),
        Language.RU: Titles(("DevOps Engineer", "DevOps-инженер", "DevOps / SRE")),
        Language.EN: Titles(("DevOps Engineer", "Cloud DevOps Engineer", "DevOps / SRE Engineer")),
    },
    tasks={
        Language.UK: (
            "Супроводжувати кластери та сервери",
            "Автоматизувати збирання й випуск застосунків",
            "Описувати інфраструктуру кодом",
            "Налаштовувати моніторинг і сповіщення",
            "Розслідувати аварії та запобігати їм",
            "Зменшувати витрати на хмару",
            "Оновлювати системи без простою",
            "Дбати про резервні копії та доступи",
        ),
        Language.RU: (
            "Сопровождать кластеры и серверы",
            "Автоматизировать сборку и выпуск приложений",
            "Описывать инфраструктуру кодом",
            "Настраивать мониторинг и оповещения",
            "Расследовать аварии и предупреждать их",
            "Снижать затраты на облако",
            "Обновлять системы без простоя",
            "Заботиться о резервных копиях и доступах",
        ),
        Language.EN: (
            "Run clusters and servers",
            "Automate builds and releases",
            "Describe infrastructure as code",
            "Set up monitoring and alerts",
            "Investigate incidents and prevent them",
            "Cut the cloud bill",
            "Upgrade systems without downtime",
            "Take care of backups and access rights",
        ),
    },
)

QA_ENGINEER: Final = Profession(
    id="qa-engineer",
    technical=True,
    builds=True,
    sectors=_SECTORS,
    demand=Demand(5.5, -0.35, 0.08, 10),
    pay=Pay("USD", 1600, 0.02),
    skills=skills(
        """
        manual-testing | .6 -.25 | ручне тестування / ручное тестирование / manual testing
        selenium | .4 -.3 | Selenium
        playwright | .25 .5 | Playwright
        postman | .5 0 | Postman
        sql | .55 0 | SQL
        jira | .55 0 | Jira
        test-cases | .6 -.05 | тест-кейси / тест-кейсы / test cases
        rest-api | .45 .05 | REST API
        python | .25 .15 | Python
        java | .2 -.1 | Java
        cypress | .2 .1 | Cypress
        mobile-testing | .25 .05 | мобільне тестування / мобильное тестирование / mobile testing
        git | .3 0 | Git
        jmeter | .18 0 | JMeter
        english | .4 .05 | англійська мова / английский язык / English
        """
    ),
    titles={
        Language.UK: Titles(("QA Engineer", "Тестувальник ПЗ", "QA-інженер")),
        Language.RU: Titles(("QA Engineer", "Тестировщик ПО", "QA-инженер")),
        Language.EN: Titles(("QA Engineer", "QA Automation Engineer", "Manual QA Engineer")),
    },
    tasks={
        Language.UK: (
            "Перевіряти нові функції перед випуском",
            "Писати тест-плани та сценарії перевірок",
            "Автоматизувати регресійні перевірки",
            "Заводити й супроводжувати дефекти",
            "Перевіряти інтерфейси між сервісами",
            "Тестувати застосунок на різних пристроях",
            "Аналізувати вимоги на повноту",
            "Оцінювати готовність версії",
        ),
        Language.RU: (
            "Проверять новые функции перед выпуском",
            "Писать тест-планы и сценарии проверок",
            "Автоматизировать регрессионные проверки",
            "Заводить и сопровождать дефекты",
            "Проверять интерфейсы между сервисами",
            "Тестировать приложение на разных устройствах",
            "Анализировать требования на полноту",
            "Оценивать готовность версии",
        ),
        Language.EN: (
            "Check new features before release",
            "Write test plans and scenarios",
            "Automate regression checks",
            "File defects and follow them up",
            "Verify interfaces between services",
            "Try the application on many devices",
            "Read requirements for gaps",
            "Judge whether a version is ready",
        ),
    },
)

PROJECT_MANAGER: Final = Profession(
    id="project-manager",
    technical=True,
    builds=False,
    sectors=("software", "finance", "services", "retail"),
    demand=Demand(5.5, 0.0, 0.12, 8),
    pay=Pay("USD", 1900, 0.03),
    skills=skills(
        """
        scrum | .6 -.03 | Scrum
        kanban | .35 .05 | Kanban
        agile | .55 0 | Agile
        jira | .65 0 | Jira
        confluence | .4 0 | Confluence
        risk-management | .4 .05 | управління ризиками / управление рисками / risk management
        budgeting | .35 0 | бюджетування / бюджетирование / budgeting
        ms-project | .2 -.35 | MS Project
        sdlc | .25 0 | SDLC
        stakeholder-management | .25 .2 | Stakeholder Management
        presentations | .3 0 | презентації / презентации / presentations
        english | .6 .03 | англійська мова / английский язык / English
        """
    ),
    titles={
        Language.UK: Titles(("Project Manager", "Менеджер проєктів", "Керівник проєктів")),
        Language.RU: Titles(("Project Manager", "Менеджер проектов", "Руководитель проектов")),
        Language.EN: Titles(
            ("Project Manager", "IT Project Manager", "Delivery / Project Manager")
        ),
    },
    tasks={
        Language.UK: (
            "Планувати роботу команди та строки",
            "Вести переговори із замовником",
            "Контролювати бюджет проєкту",
            "Узгоджувати вимоги й пріоритети",
            "Готувати звіти про хід робіт",
            "Знімати перешкоди для команди",
            "Запускати нові напрями співпраці",
            "Стежити за договорами й актами",
        ),
        Language.RU: (
            "Планировать работу команды и сроки",
            "Вести переговоры с заказчиком",
            "Контролировать бюджет проекта",
            "Согласовывать требования и приоритеты",
            "Готовить отчёты о ходе работ",
            "Снимать препятствия для команды",
            "Запускать новые направления сотрудничества",
            "Следить за договорами и актами",
        ),
        Language.EN: (
            "Plan the team's work and dates",
            "Negotiate with the client",
            "Keep the project's budget",
            "Agree on requirements and priorities",
            "Report on progress",
            "Remove obstacles for the team",
            "Start new streams of work",
            "Look after contracts and acceptance",
        ),
    },
)

BUSINESS_ANALYST: Final = Profession(
    id="business-analyst",
    technical=True,
    builds=False,
    sectors=("software", "finance", "logistics", "retail"),
    demand=Demand(4.0, 0.1, 0.08, 12, (Shock(30, 1.6, 4),)),
    pay=Pay("USD", 1800, 0.04),
    skills=skills(
        """
        bpmn | .55 .05 | BPMN
        uml | .4 -.15 | UML
        user-stories | .5 .05 | User Stories
        sql | .45 .08 | SQL
        jira | .5 0 | Jira
        confluence | .45 0 | Confluence
        excel | .4 -.05 | Excel
        requirements | .6 0 | збір вимог / сбор требований / requirements elicitation
        prototyping | .25 .05 | прототипування / прототипирование / prototyping
        figma | .25 .2 | Figma
        rest-api | .2 .15 | REST API
        power-bi | .2 .15 | Power BI
        english | .5 .03 | англійська мова / английский язык / English
        """
    ),
    titles={
        Language.UK: Titles(("Business Analyst", "Бізнес-аналітик", "Бізнес-аналітик (IT)")),
        Language.RU: Titles(("Business Analyst", "Бизнес-аналитик", "Бизнес-аналитик (IT)")),
        Language.EN: Titles(("Business Analyst", "IT Business Analyst", "Business Analyst (BA)")),
    },
    tasks={
        Language.UK: (
            "Збирати та описувати вимоги замовника",
            "Моделювати бізнес-процеси",
            "Писати технічні завдання для розробки",
            "Проводити демонстрації та приймання",
            "Узгоджувати зміни із зацікавленими сторонами",
            "Рахувати вигоду від змін",
            "Готувати інструкції для користувачів",
            "Досліджувати рішення конкурентів",
        ),
        Language.RU: (
            "Собирать и описывать требования заказчика",
            "Моделировать бизнес-процессы",
            "Писать технические задания для разработки",
            "Проводить демонстрации и приёмку",
            "Согласовывать изменения с заинтересованными сторонами",
            "Считать выгоду от изменений",
            "Готовить инструкции для пользователей",
            "Исследовать решения конкурентов",
        ),
        Language.EN: (
            "Collect and write down requirements",
            "Model business processes",
            "Write specifications for developers",
            "Run demos and acceptance",
            "Agree on changes with stakeholders",
            "Work out what a change is worth",
            "Prepare instructions for users",
            "Study what competitors do",
        ),
    },
)
